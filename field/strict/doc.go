// Package strict reads YAML files the way the product promises: every unknown, missing or wrong
// field is refused by file, line and name with what would be right, and all of them at once. It
// knows nothing of what the files mean.
//
//	doc, err := strict.Parse("site.yaml", data)
//	root := doc.Root()
//	name := root.Text("name")
//	root.Done()
//	return doc.Err()
package strict
