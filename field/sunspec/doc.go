// Package sunspec finds SunSpec models behind a Modbus map, lays out and decodes their blocks from
// the published model definitions, and builds the register image of a twin from the same data. It
// neither polls nor knows what a value is used for.
//
//	cat, err := sunspec.Load()
//	dir, err := sunspec.Discover(ctx, read)
//	for _, e := range dir.Entries {
//		m, known := cat.Model(e.ID)
//		l := m.Layout(regs) // regs: the block from its id register on
//		w, ok := l.Value(regs, "W")
//	}
//
// Source: SunSpec Device Information Model Specification (sunspec.org) and the models of
// github.com/sunspec/models in folder models (Apache-2.0, see SOURCE.txt there).
package sunspec
