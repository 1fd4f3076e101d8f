package document

import (
	"embed"

	"ohmstead/field/library"
)

//go:embed profiles/*.yaml
var embedded embed.FS

// Library holds profiles by id.
type Library = library.Of[*Profile]

// Name is the profile's id.
func (p *Profile) Name() string { return p.ID }

// NewLibrary is a library of these profiles.
func NewLibrary(profiles ...*Profile) (*Library, error) { return library.New(profiles...) }

// Load reads the embedded profiles.
func Load() (*Library, error) { return library.Load(embedded, ParseProfile) }

// Speaks keeps the profiles of a protocol.
func Speaks(protocol Protocol) func(*Profile) bool {
	return func(p *Profile) bool { return p.Transport.Protocol == protocol }
}
