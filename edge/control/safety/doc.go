// Package safety holds the controllers of class SAFETY. They file bounds, never targets.
package safety
