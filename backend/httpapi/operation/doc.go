// Package operation is what every domain of the API is put together from: a row of the table of
// operations, who may call it, and how a plain function over typed input becomes one.
//
//	func Operations(d operation.Desk, trail Trail) []operation.Operation {
//		return []operation.Operation{{
//			ID: "audit", Method: http.MethodGet, Path: "/api/audit", Access: operation.Needs(identity.ReadAudit),
//			Bind: operation.With(d, …),
//		}}
//	}
//
// A domain is a package of its own below httpapi that offers such a function; the server puts them
// side by side. The package knows nothing of any domain, and decides nothing: admission is the
// server's.
package operation
