// Package federated is logging in by an identity provider: the way there, and the way back.
//
//	operations := federated.Operations(desk, services)
//	router.Get(federated.Back, federated.Return(desk, services))
//
// What an answer must match stays in a cookie of the browser that began, for ten minutes and one answer.
package federated
