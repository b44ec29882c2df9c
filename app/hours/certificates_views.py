"""HTTP of certificates: the holder's, and the public look-up."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import limits, web
from app.core.access import Permission, public, requires, signed_in, somebody
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.paging import PageQuery
from app.hours import certificate_papers, certificates, certificates_pages, rights
from app.hours.certificate_schemas import (
    CertificateBody,
    CertificateShape,
    MatchBody,
    MatchShape,
    OwnCertificate,
    OwnCertificates,
    RevocationBody,
)
from app.hours.certificates import Asked
from app.hours.room import room

A_PERSON_AN_HOUR = "30/hour"  # certificates, and papers: each of them apart
PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


@room.route("/me/certificates")
@signed_in
@room.arguments(PageQuery, location="query")
@room.response(200, OwnCertificates)
def my_certificates(query: dict[str, Any]) -> Response:
    """我的证明：每张一个编号，谁都可以用编号核对"""
    return web.answer(certificates.mine(somebody().account_id, limit=query["limit"], cursor=query["cursor"]))


@room.route("/certificates", methods=["POST"])
@signed_in
@room.arguments(CertificateBody)
@room.response(201, OwnCertificate)
def issue_certificate(body: dict[str, Any]) -> Response:
    """开证明：一个单位一张，只算已确认的时长；姓名只留一天，过后再要就再填一次，编号不变"""
    who = somebody()
    limits.spend(A_PERSON_AN_HOUR, f"certificates:{who.account_id}")
    certificate_papers.refuse_unprintable(body["name_on_paper"], certificates.issuer_named(body["issuer"]))
    days = (body["period_from"], body["period_to"])
    asked = Asked(body["issuer"], *days, body["name_on_paper"], body["notice_version"])
    with transaction():
        return keep(certificates.owned(certificates.issue(who.account_id, asked)), 201)


@room.route("/certificates/<number>")
@public
@room.response(200, CertificateShape)
def show_certificate(number: str) -> Response:
    """用编号核对证明：单位、起止日期、分钟数、状态，没有别的"""
    certificates_pages.count_look()
    return web.answer(certificates.public(certificates.find(number)))


@room.route("/certificates/<number>/match", methods=["POST"])
@public
@room.arguments(MatchBody)
@room.response(200, MatchShape)
def match_certificate(body: dict[str, Any], number: str) -> Response:
    """核对纸上的姓名和校验码是不是这张证明的；填的内容不保存"""
    certificates_pages.count_look()
    return web.answer({"match": certificates.matches(number, body["name"], body["check_code"])})


@room.route("/certificates/<number>/document")
@signed_in
@room.doc(responses={"200": {"description": "证明", "content": PDF}})
def show_document(number: str) -> Response:
    """证明的 PDF；姓名已经删除的是 409，重新填一次就有"""
    who = somebody()
    found = certificates.own(number, who.account_id)
    limits.spend(A_PERSON_AN_HOUR, f"certificate-papers:{who.account_id}")
    response = Response(certificate_papers.on_paper(found), 200, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    response.headers["Cache-Control"] = web.PRIVATE
    return response


@room.route("/certificates/<number>/revocation", methods=["POST"])
@requires(Permission.CONFIRM_HOURS)
@room.arguments(RevocationBody)
@room.response(200, CertificateShape)
def revoke_certificate(body: dict[str, Any], number: str) -> Response:
    """撤销证明：组织单位的工作人员，写明原因，本人会收到"""
    desk = rights.desk()
    with transaction():
        return keep(certificates.public(certificates.revoke(number, body["reason"], desk)), 200)
