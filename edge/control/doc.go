// Package control holds what a controller is: it reads the frozen image, files requests and never
// writes a set-point. The catalogue lists every type with its class, parameters and source.
package control
