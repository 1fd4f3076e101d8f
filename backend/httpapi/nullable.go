package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// sayNull completes what huma leaves out of the description: a field that points to an object and is always
// there may be null, and so may be what has an enumeration and is nullable. Source: JSON Schema 2020-12
// Validation, section 6.1.2: an instance is valid against "enum" if it equals one of its elements.
func sayNull(api huma.API, document []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var whole map[string]any
	if err := decoder.Decode(&whole); err != nil {
		return nil, fmt.Errorf("read the API description: %w", err)
	}
	enumerateNull(whole)
	components, _ := whole["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for name, schema := range schemas {
		described, _ := schema.(map[string]any)
		properties, _ := described["properties"].(map[string]any)
		t := api.OpenAPI().Components.Schemas.TypeFromRef("#/components/schemas/" + name)
		for _, field := range nullObjects(t) {
			if of, ok := properties[field].(map[string]any); ok && of["$ref"] != nil {
				properties[field] = orNull(of)
			}
		}
	}
	out, err := json.Marshal(whole)
	if err != nil {
		return nil, fmt.Errorf("encode the API description: %w", err)
	}
	return out, nil
}

// orNull is a reference or null, with the words that stand beside it.
func orNull(of map[string]any) map[string]any {
	out := map[string]any{}
	for key, value := range of {
		if key != "$ref" {
			out[key] = value
		}
	}
	out["anyOf"] = []any{map[string]any{"$ref": of["$ref"]}, map[string]any{"type": "null"}}
	return out
}

// nullObjects are the fields of a struct, as they are called in JSON, that point to a struct and are there also
// where it is not.
func nullObjects(t reflect.Type) (names []string) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for _, field := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		points := field.Type.Kind() == reflect.Pointer && field.Type.Elem().Kind() == reflect.Struct
		if points && name != "" && name != "-" && !strings.Contains(options, "omitempty") {
			names = append(names, name)
		}
	}
	return names
}

// enumerateNull adds null to the enumerations of what may be null, wherever they stand.
func enumerateNull(of any) {
	switch node := of.(type) {
	case []any:
		for _, one := range node {
			enumerateNull(one)
		}
	case map[string]any:
		types, _ := node["type"].([]any)
		if values, ok := node["enum"].([]any); ok && slices.Contains(types, any("null")) && !slices.Contains(values, nil) {
			node["enum"] = append(values, nil)
		}
		for _, one := range node {
			enumerateNull(one)
		}
	}
}
