package places

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Kind is what a place is.
type Kind string

// Kinds of places, from the top.
const (
	Enterprise Kind = "ENTERPRISE"
	Site       Kind = "SITE"
	Building   Kind = "BUILDING"
	Floor      Kind = "FLOOR"
	Space      Kind = "SPACE"
	Equipment  Kind = "EQUIPMENT"
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Enterprise, Site, Building, Floor, Space, Equipment} }

// Root is the kind that stands for the top of the tree, where nothing is above.
const Root Kind = ""

// Above are the kinds that may lie directly above one of this kind. The database holds the same.
func (k Kind) Above() []Kind {
	switch k {
	case Enterprise, Site:
		return []Kind{Root, Enterprise}
	case Building:
		return []Kind{Site}
	case Floor:
		return []Kind{Building}
	case Space:
		return []Kind{Site, Building, Floor, Space}
	case Equipment:
		return []Kind{Site, Building, Floor, Space, Equipment}
	default:
		return nil
	}
}

// Inside reports whether places of this kind lie in a site.
func (k Kind) Inside() bool { return k != Enterprise && k != Site }

// Node is a place. Version counts the changes that people made to it.
type Node struct {
	ID   uuid.UUID
	Kind Kind
	Key  string // by which files refer to it, "" for none
	Name string
	// Parent is the place directly above; none at the root, and none where it is out of sight.
	Parent uuid.UUID
	// Site is the site it is or lies in, with its short key; none above sites.
	Site     uuid.UUID
	SiteKey  int32
	Version  int64
	Archived *time.Time
}

// NewNode is a place to make. Kind may be any but SITE. Request makes the request one and the same
// however often it is made; "" for one that is not repeated.
type NewNode struct {
	Parent  uuid.UUID // none at the root
	Kind    Kind
	Key     string
	Name    string
	Request string
}

// Filter says which places to list: those at and below Below, or all.
type Filter struct {
	Below    uuid.UUID
	Kind     Kind
	Archived bool // those out of use too
	Cursor   string
	Limit    int
}

// Change is what becomes of a place; nil fields stay.
type Change struct {
	Name     *string
	Key      *string
	Archived *time.Time // the zero time brings it back
	Parent   *Node      // the zero Node is the root
}

// keyForm is what keys look like; the database holds the same.
var keyForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// CheckKey refuses a key that no file could name.
func CheckKey(field, key string) error {
	if key != "" && !keyForm.MatchString(key) {
		return reason.Invalid(field, key, "1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit")
	}
	return nil
}

// MaxName is the longest name in characters.
const MaxName = 200

// checkName is a name without the spaces around it.
func checkName(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return "", reason.New(reason.MissingField, reason.Params{"field": field})
	case len([]rune(name)) > MaxName:
		return "", reason.Invalid(field, name[:20]+"…", "at most 200 characters")
	}
	return name, nil
}

// checkBelow refuses a place of a kind that may not lie directly below the other.
func checkBelow(k Kind, parent Kind) error {
	above := k.Above()
	if slices.Contains(above, parent) {
		return nil
	}
	said := make([]string, 0, len(above))
	for _, a := range above {
		if a == Root {
			a = "nothing (the top of the tree)"
		}
		said = append(said, string(a))
	}
	if parent == Root {
		parent = "nothing"
	}
	return reason.Invalid("parent", string(parent), "what may be above a "+string(k)+": "+strings.Join(said, ", "))
}
