"""Paths of claims and what belongs to them, under /api/v1."""

from django.urls import path

from actors.api.paths import record_paths
from claims.api.v1 import resources
from claims.api.v1.merging import merge_paths
from claims.api.v1.views import (
    bundles,
    claims,
    consensus,
    mapped,
    places,
    proposals,
    questions,
    relations,
    remarks,
    sources,
    stances,
    tracks,
)

urlpatterns = [
    *record_paths(
        resources.PLACE, listing=places.Places, detail=places.PlaceDetail, withdrawal=places.PlaceWithdrawal
    ),
    *record_paths(
        resources.QUESTION,
        listing=questions.Questions,
        detail=questions.QuestionDetail,
        withdrawal=questions.QuestionWithdrawal,
    ),
    *record_paths(
        resources.CLAIM, listing=claims.Claims, detail=claims.ClaimDetail, withdrawal=claims.ClaimWithdrawal
    ),
    *record_paths(
        resources.SOURCE,
        listing=sources.Sources,
        detail=sources.SourceDetail,
        withdrawal=sources.SourceWithdrawal,
    ),
    *record_paths(
        resources.STANCE,
        listing=stances.Stances,
        detail=stances.StanceDetail,
        withdrawal=stances.StanceWithdrawal,
    ),
    *record_paths(
        resources.RELATION,
        listing=relations.Relations,
        detail=relations.RelationDetail,
        withdrawal=relations.RelationWithdrawal,
    ),
    *record_paths(
        resources.REMARK,
        listing=remarks.Remarks,
        detail=remarks.RemarkDetail,
        withdrawal=remarks.RemarkWithdrawal,
    ),
    *record_paths(
        resources.PROPOSAL,
        listing=proposals.Proposals,
        detail=proposals.ProposalDetail,
        withdrawal=proposals.ProposalWithdrawal,
    ),
    path("proposals/<uuid:record_id>:accept", proposals.ProposalAcceptance.as_view()),
    path("proposals/<uuid:record_id>:decline", proposals.ProposalRefusal.as_view()),
    *merge_paths(),
    path("actors/<uuid:actor>/track-record", tracks.TrackRecord.as_view()),
    path("places.geojson", mapped.Mapped.as_view()),
    path("claims/<uuid:claim>/stances", stances.StancesOfClaim.as_view()),
    path("claims/<uuid:claim>/consensus", consensus.Consensus.as_view()),
    path("claims/<uuid:claim>/consensus:what-if", consensus.WhatIf.as_view()),
    path("claims/<uuid:claim>/bundle", bundles.ClaimBundle.as_view()),
    path("claims/<uuid:claim>/consensus.txt", consensus.ConsensusText.as_view()),
    path("claims/<uuid:claim>/consensus.svg", consensus.ConsensusPicture.as_view()),
    path("claims/<uuid:claim>/determinations", consensus.Determinations.as_view()),
]
