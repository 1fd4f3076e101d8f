package profile

import (
	"embed"
	"errors"
	"io/fs"

	"ohmstead/field/library"
)

//go:embed profiles/*.yaml
var embedded embed.FS

// Library holds profiles by id.
type Library = library.Of[*Profile]

// Name is the profile's id.
func (p *Profile) Name() string { return p.ID }

// Load reads all embedded profiles.
func Load() (*Library, error) { return library.Load(embedded, Parse) }

// Find reads one embedded profile; false where there is none of this id.
func Find(id string) (*Profile, bool, error) {
	p, err := library.Read(embedded, "profiles/"+id+".yaml", Parse)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, false, nil
	}
	return p, err == nil, err
}
