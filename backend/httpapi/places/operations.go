package places

import (
	"slices"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/places"
	"ohmstead/backend/places/bulk"
)

// Services is what the operations answer from.
type Services struct {
	Places  *places.Service
	Shelves places.Shelves
	Imports *bulk.Service
}

type api struct {
	desk   operation.Desk
	places *places.Service

	shelves places.Shelves
	imports *bulk.Service
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Services) []operation.Operation {
	a := api{desk: d, places: s.Places, shelves: s.Shelves, imports: s.Imports}
	return slices.Concat(a.tree(), a.lists(), a.things(), a.contracts(), []operation.Operation{a.importing()}, a.exporting())
}
