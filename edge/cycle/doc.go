// Package cycle is input, process, output: freeze the image, run the controllers in class order,
// fold their requests, hand out set-points; and the loop that does so on absolute deadlines.
package cycle
