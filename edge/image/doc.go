// Package image is the process image: flat arrays of readings that drivers fill at any time and
// that become visible to the controllers of one cycle at one instant.
package image
