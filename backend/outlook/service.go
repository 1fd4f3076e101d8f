package outlook

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// Ask is about what is held when something is said: the newest belief of each key from the first to the last
// instant of a hull, both included, that is not after Since.
type Ask struct {
	Hull  slot.Interval
	Since time.Time
}

// Prices keeps prices.
type Prices interface {
	// TakePrices hands judge what is held of a product, and keeps what judge says, all of it or nothing.
	// Nobody else takes prices of the product meanwhile.
	TakePrices(ctx context.Context, scope identity.Scope, product Product, about Ask, judge func(held []Price) []Price) error
	// Prices is a page of the newest beliefs, in the order of region, source, slot and time.
	Prices(ctx context.Context, scope identity.Scope, which PriceQuestion) ([]Price, error)
	// Products is every product there are prices of, with the newest slot.
	Products(ctx context.Context, scope identity.Scope) ([]ProductKnown, error)
}

// Factors keeps emission factors.
type Factors interface {
	// TakeFactors is TakePrices for the factors of a method, which get their keys.
	TakeFactors(ctx context.Context, scope identity.Scope, method Method, about Ask, judge func(held []Factor) []Factor) error
	// Factors is a page of the newest beliefs, in the order of region, source, kind, method, version and interval.
	Factors(ctx context.Context, scope identity.Scope, which FactorQuestion) ([]Factor, error)
	// Factor is one. NOT_FOUND.
	Factor(ctx context.Context, scope identity.Scope, key uuid.UUID) (Factor, error)
	// Methods is every method there are factors of, with the newest interval.
	Methods(ctx context.Context, scope identity.Scope) ([]MethodKnown, error)
}

// Forecasts keeps what is forecast.
type Forecasts interface {
	// TakeForecast is TakePrices for the points of an issue.
	TakeForecast(ctx context.Context, scope identity.Scope, issue Issue, about Ask, judge func(held []ForecastPoint) []ForecastPoint) error
	// Forecast is a page of the newest beliefs of a series, by time.
	Forecast(ctx context.Context, scope identity.Scope, which ForecastQuestion) ([]ForecastPoint, error)
}

// Store is where beliefs are kept.
type Store interface {
	Prices
	Factors
	Forecasts
}

// Assets knows the assets of sites.
type Assets interface {
	Assets(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Asset, error)
}

// When bounds a question: what begins, or for factors holds, within a time; believed at an instant, nil for
// the newest.
type When struct {
	slot.Interval
	AsOf *time.Time
}

// PriceQuestion asks for prices; what is empty is any.
type PriceQuestion struct {
	When
	Product
	After *Price // the last of the page before; of it, product and time count
	Limit int
}

// FactorQuestion asks for factors; what is empty is any. Quality leaves out others before the newest is sought.
type FactorQuestion struct {
	When
	Method
	Quality Standing
	After   *Factor // the last of the page before; of it, method and interval count
	Limit   int
}

// ForecastQuestion asks for what is believed of a series; an empty model is any.
type ForecastQuestion struct {
	When
	Series
	Model string
	After *time.Time
	Limit int
}

// ProductKnown is a product with its newest slot.
type ProductKnown struct {
	Product
	Last Price
}

// MethodKnown is a method with its newest interval.
type MethodKnown struct {
	Method
	Last Factor
}

// Service keeps beliefs.
type Service struct {
	store  Store
	assets Assets
}

// NewService is a service over a store.
func NewService(store Store, assets Assets) *Service { return &Service{store, assets} }

// Prices answers a question.
func (s *Service) Prices(ctx context.Context, scope identity.Scope, which PriceQuestion) ([]Price, error) {
	found, err := s.store.Prices(ctx, scope, which)
	return found, said("list prices", err)
}

// Products is every product by name.
func (s *Service) Products(ctx context.Context, scope identity.Scope) ([]ProductKnown, error) {
	found, err := s.store.Products(ctx, scope)
	return found, said("list products", err)
}

// Factors answers a question.
func (s *Service) Factors(ctx context.Context, scope identity.Scope, which FactorQuestion) ([]Factor, error) {
	found, err := s.store.Factors(ctx, scope, which)
	return found, said("list emission factors", err)
}

// Factor is one. NOT_FOUND.
func (s *Service) Factor(ctx context.Context, scope identity.Scope, key uuid.UUID) (Factor, error) {
	found, err := s.store.Factor(ctx, scope, key)
	return found, said("find an emission factor", err)
}

// Methods is every method by name.
func (s *Service) Methods(ctx context.Context, scope identity.Scope) ([]MethodKnown, error) {
	found, err := s.store.Methods(ctx, scope)
	return found, said("list methods of emission factors", err)
}

// ForecastOf answers what is believed of a subject, and in which unit. UNKNOWN_DEVICE, UNKNOWN_CHANNEL.
func (s *Service) ForecastOf(ctx context.Context, scope identity.Scope, of Subject, which ForecastQuestion) ([]ForecastPoint, point.Unit, error) {
	series, channel, err := s.seriesOf(ctx, scope, of)
	if err != nil {
		return nil, "", err
	}
	which.Series = series
	found, err := s.store.Forecast(ctx, scope, which)
	return found, channel.Unit, said("list what is forecast", err)
}

func said(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
