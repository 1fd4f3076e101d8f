// Package provision is the API of bringing edges into service: edges, codes, keys.
//
//	operations := provision.Operations(desk, service)
//
// Enrolling and changing a key are public: a code, or two signatures, are what admits there.
package provision
