// Package problem turns refusals and faults into the one form in which the API says no: a problem
// document (RFC 9457) with a code of the catalogue of reasons, its parameters and a pointer to each
// faulty input. It knows what huma says of a request that it could not take, and nothing of any
// operation.
//
//	p := problem.Of(err, requestID, path)
package problem
