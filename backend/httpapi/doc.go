// Package httpapi serves the REST API, the live stream, the API description and the UI. It owns
// what goes over HTTP: shapes, credentials of a request, permissions, problem documents, caching,
// bounds on bodies, time and streams. It refuses rules: what may be stored, who somebody is and
// what a site's figures are is asked of the domain packages through small interfaces, and every
// operation about a site first asks whether the caller's scope holds it.
//
// Operations is the one table of what is offered and who may call it; the description, the checks
// and the tests are made from it. An error leaves in one way only, as a problem document (RFC
// 9457) with a code of energy/reason.
//
// Where the built UI holds a docs.html, /docs serves it in place of the page of this package.
//
//	server, err := httpapi.New(services, httpapi.Options{UI: ui.FS(), Log: log, Metrics: metrics})
//	err = server.Run(ctx, listener)
package httpapi
