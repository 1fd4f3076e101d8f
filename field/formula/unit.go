package formula

import (
	"fmt"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Number is the unit of a plain number.
const Number = "1"

// anyUnit is that of a literal, which takes on the unit of what it stands beside; unknown is that of a
// product for which there is no name here.
const (
	anyUnit = "any"
	unknown = ""
)

// Unit is the unit of the result where the names have these units; "" where the formula does not say,
// as with a product of volts and amperes. An error names two things that do not go together.
func (f *Formula) Unit(units map[string]string) (string, error) {
	tree, err := parser.Parse(f.text)
	if err != nil {
		return "", oneLine(err)
	}
	unit, err := unitOf(tree.Node, units)
	if unit == anyUnit {
		unit = Number
	}
	return unit, err
}

func unitOf(node ast.Node, units map[string]string) (string, error) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return units[n.Value], nil
	case *ast.UnaryNode:
		return unitOf(n.Node, units)
	case *ast.BinaryNode:
		return unitOfPair(n, units)
	case *ast.ConditionalNode:
		if _, err := unitOf(n.Cond, units); err != nil {
			return "", err
		}
		return sameUnit(units, n.Exp1, n.Exp2)
	case *ast.BuiltinNode: // abs, ceil, floor, max, min, round
		return sameUnit(units, n.Arguments...)
	case *ast.CallNode: // bit
		return Number, nil
	}
	return anyUnit, nil
}

// sameUnit is the one unit of what has to have the same.
func sameUnit(units map[string]string, nodes ...ast.Node) (string, error) {
	unit := anyUnit
	for _, node := range nodes {
		u, err := unitOf(node, units)
		switch {
		case err != nil:
			return "", err
		case u == anyUnit || u == unit:
		case unit == anyUnit:
			unit = u
		case u == unknown || unit == unknown:
			unit = unknown
		default:
			return "", fmt.Errorf("%s is in %s, %s is not", node.String(), u, unit)
		}
	}
	return unit, nil
}

func unitOfPair(n *ast.BinaryNode, units map[string]string) (string, error) {
	if !slices.Contains([]string{"*", "/", "%", "**", "^"}, n.Operator) {
		unit, err := sameUnit(units, n.Left, n.Right)
		if err != nil {
			return "", fmt.Errorf("%s: %w", n.String(), err)
		}
		if slices.Contains([]string{"+", "-", "??"}, n.Operator) {
			return unit, nil
		}
		return Number, nil // a comparison, and what joins comparisons
	}
	left, err := unitOf(n.Left, units)
	if err != nil {
		return "", err
	}
	right, err := unitOf(n.Right, units)
	if err != nil {
		return "", err
	}
	plain := func(u string) bool { return u == anyUnit || u == Number }
	switch {
	case plain(right) && n.Operator != "**" && n.Operator != "^":
		return left, nil
	case plain(left) && n.Operator == "*":
		return right, nil
	case plain(left) && plain(right), n.Operator == "/" && left == right && left != unknown:
		return Number, nil
	}
	return unknown, nil
}
