// Package sunspec finds SunSpec models behind a Modbus map, decodes and encodes their blocks from
// the published model definitions, and builds a device image for a twin from the same data.
package sunspec
