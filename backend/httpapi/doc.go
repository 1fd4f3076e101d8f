// Package httpapi serves the REST API, the live stream, the API description and the UI, and turns
// every error into a problem document.
package httpapi
