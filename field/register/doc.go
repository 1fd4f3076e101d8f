// Package register turns numbers into 16-bit registers and back: integers and floats of 16 to 64
// bits in any byte and word order, and text. It knows neither addresses nor meaning.
//
//	f := register.Format{Type: register.F32, Words: register.Little}
//	watts := f.Type.Float(f.Bits(regs))
package register
