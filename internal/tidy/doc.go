// Package tidy holds this repository's own rules as tests: the map, the direction of imports, the
// purity of the model, the sizes, the names, what must not be left behind.
//
// Each rule is a pure function over a file tree. The test of this package runs all of them over
// the repository, and each of them over small trees under testdata that break it, so that a rule
// which has stopped biting fails too. A violation says what to write instead.
//
//	tree, err := tidy.Load(os.DirFS(root))
//	for _, v := range tidy.Check(tree) {
//		fmt.Println(v)
//	}
//
// Tidy refuses opinions that a formatter or a linter can hold: see .golangci.yaml for those.
package tidy
