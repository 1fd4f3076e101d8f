package profile

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"ohmstead/energy/reason"
)

//go:embed profiles/*.yaml
var embedded embed.FS

// Library holds profiles by id.
type Library struct {
	profiles map[string]*Profile
	ids      []string
}

// Find reads one embedded profile; false where there is none of this id.
func Find(id string) (*Profile, bool, error) {
	file := "profiles/" + id + ".yaml"
	data, err := embedded.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("read embedded profile %s: %w", id, err)
	}
	p, err := Parse(path.Base(file), data)
	return p, err == nil, err
}

// Load reads all embedded profiles. It takes some tens of milliseconds: do it once.
func Load() (*Library, error) {
	l := &Library{profiles: map[string]*Profile{}}
	files, err := fs.Glob(embedded, "profiles/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list embedded profiles: %w", err)
	}
	for _, file := range files {
		data, err := embedded.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read embedded profile %s: %w", file, err)
		}
		p, err := Parse(path.Base(file), data)
		if err != nil {
			return nil, err
		}
		if err := l.Add(p); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Add puts a profile into the library. An id that is there already is refused with DUPLICATE_NAME.
func (l *Library) Add(p *Profile) error {
	if _, ok := l.profiles[p.ID]; ok {
		return reason.New(reason.DuplicateName, reason.Params{"field": "profile", "name": p.ID})
	}
	l.profiles[p.ID] = p
	l.ids = append(l.ids, p.ID)
	slices.Sort(l.ids)
	return nil
}

// Profile is the profile of this id; false for one the library does not have.
func (l *Library) Profile(id string) (*Profile, bool) {
	p, ok := l.profiles[id]
	return p, ok
}

// IDs lists the profiles in alphabetical order.
func (l *Library) IDs() []string { return l.ids }
