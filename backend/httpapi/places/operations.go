package places

import (
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/places"
)

// Services is what the operations answer from.
type Services struct {
	Places *places.Service
}

type api struct {
	desk   operation.Desk
	places *places.Service
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Services) []operation.Operation {
	a := api{desk: d, places: s.Places}
	return a.tree()
}
