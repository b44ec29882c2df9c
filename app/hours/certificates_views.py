"""HTTP of certificates: the holder's, the public look-up, and the page a phone's camera opens."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.core import access, apidocs, limits, settings, web
from app.core.access import Permission, public, requires, signed_in, somebody
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.paging import PageQuery
from app.core.problems import NotFound
from app.hours import certificate_papers, certificate_rules, certificates, rights
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
STATUS_WORDS = {
    "issued": "有效",
    "superseded": "已被替换：里面的时长后来有更正，请对方重新开一张",
    "revoked": "已撤销：组织单位收回了这张证明",
}


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
    _count_look()
    return web.answer(certificates.public(certificates.find(number)))


@room.route("/certificates/<number>/match", methods=["POST"])
@public
@room.arguments(MatchBody)
@room.response(200, MatchShape)
def match_certificate(body: dict[str, Any], number: str) -> Response:
    """核对纸上的姓名和校验码是不是这张证明的；填的内容不保存"""
    _count_look()
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


@public(anonymous=True)
def certificate_page(number: str) -> Response:
    """Where the code on a certificate leads: what the paper must say, to compare with what it says."""
    _count_look()
    try:
        found = certificates.find(number)
    except NotFound:
        if "text/html" not in request.accept_mimetypes.values():
            raise
        page = apidocs.page(render_template("certificate.html", found=None))
        page.status_code = 404
        return page
    hours, status = certificate_rules.hours_text(found.minutes), STATUS_WORDS[found.status]
    told = certificates.public(found)
    return apidocs.page(
        render_template("certificate.html", found=told, number=found.number, hours=hours, status=status)
    )


def _count_look() -> None:
    """Hold this request's caller to so many look-ups a minute. Raises ``TooManyRequests``."""
    who = access.caller()
    whose = f"account:{who.account_id}" if who else f"net:{limits.address_prefix()}"
    limits.spend(settings.current().certificate_lookups_per_caller, f"certificate-lookups:{whose}")
