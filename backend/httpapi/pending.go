package httpapi

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/energy/reason"
)

func unavailable[O any]() (*O, error) {
	return nil, problemOf(reason.New(reason.Unavailable, reason.Params{"what": "this operation"}), "", "")
}

func (s *Server) login(context.Context, *loginInput) (*loginOutput, error) {
	return unavailable[loginOutput]()
}
func (s *Server) logout(context.Context, *struct{}) (*logoutOutput, error) {
	return unavailable[logoutOutput]()
}
func (s *Server) me(context.Context, *struct{}) (*meOutput, error) { return unavailable[meOutput]() }
func (s *Server) sites(context.Context, *sitesInput) (*sitesOutput, error) {
	return unavailable[sitesOutput]()
}
func (s *Server) site(context.Context, *SiteInput) (*siteOutput, error) {
	return unavailable[siteOutput]()
}
func (s *Server) assets(context.Context, *SiteInput) (*assetsOutput, error) {
	return unavailable[assetsOutput]()
}
func (s *Server) devices(context.Context, *SiteInput) (*devicesOutput, error) {
	return unavailable[devicesOutput]()
}
func (s *Server) channels(context.Context, *SiteInput) (*channelsOutput, error) {
	return unavailable[channelsOutput]()
}
func (s *Server) live(context.Context, *SiteInput) (*liveOutput, error) {
	return unavailable[liveOutput]()
}
func (s *Server) stream(context.Context, *streamInput) (*huma.StreamResponse, error) {
	return unavailable[huma.StreamResponse]()
}
func (s *Server) series(context.Context, *seriesInput) (*seriesOutput, error) {
	return unavailable[seriesOutput]()
}
func (s *Server) readings(context.Context, *readingsInput) (*readingsOutput, error) {
	return unavailable[readingsOutput]()
}
func (s *Server) netPower(context.Context, *netPowerInput) (*netPowerOutput, error) {
	return unavailable[netPowerOutput]()
}
func (s *Server) summary(context.Context, *summaryInput) (*summaryOutput, error) {
	return unavailable[summaryOutput]()
}
func (s *Server) events(context.Context, *eventsInput) (*eventsOutput, error) {
	return unavailable[eventsOutput]()
}
func (s *Server) ingest(context.Context, *ingestInput) (*ingestOutput, error) {
	return unavailable[ingestOutput]()
}
