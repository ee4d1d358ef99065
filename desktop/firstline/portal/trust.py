"""Whom the wire trusts: the machine's own certificate store, and a private CA that was pinned."""

import hashlib
import re
import ssl

import truststore

from firstline.domain.errors import BadInput
from firstline.domain.words import Text

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
# OpenSSL's X509_V_ERR_ numbers
_TIMES = {9, 10}
_STRANGERS = {18, 19, 20, 21}
_NAMES = {62, 63, 64}
_ASK_IT = Text(
    "请让门户的管理员检查证书;本程序没有“忽略证书”的开关。",
    "Ask the portal's administrator to look at the certificate; there is no switch to ignore it.",
)


def context_for(private_ca: str = "") -> ssl.SSLContext:
    """Return what every TLS connection is checked by (reliability.md 6.2): TLS 1.2 or newer.

    The trust store of the operating system decides, so a company's CA that is installed there
    works. `private_ca` is the PEM text of one more CA to trust. Raises BadInput if it is none.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if private_ca:
        fingerprints(private_ca)
        try:
            context.load_verify_locations(cadata=private_ca)
        except ssl.SSLError as error:
            raise _no_certificate() from error
    return context


def fingerprints(pem: str) -> tuple[str, ...]:
    """Return the SHA-256 of each certificate in `pem`, as AB:CD:…, to be compared by a person.

    Raises BadInput when there is none.
    """
    found = _PEM.findall(pem)
    if not found:
        raise _no_certificate()
    try:
        ders = [ssl.PEM_cert_to_DER_cert(one) for one in found]
    except ValueError as error:
        raise _no_certificate() from error
    return tuple(hashlib.sha256(one).digest().hex(":").upper() for one in ders)


def _no_certificate() -> BadInput:
    return BadInput(
        Text("这个文件里没有可用的证书。", "There is no usable certificate in this file."),
        next_step=Text(
            "请选择 PEM 格式的 CA 证书(以 -----BEGIN CERTIFICATE----- 开头)。",
            "Choose a CA certificate in PEM form (it begins with -----BEGIN CERTIFICATE-----).",
        ),
    )


def why_untrusted(error: ssl.SSLCertVerificationError, host: str) -> tuple[Text, Text]:
    """Return what is wrong with the certificate of `host`, and what a person can do about it."""
    code = error.verify_code
    said = error.verify_message.lower()
    if code in _TIMES or "expired" in said:
        return _untimely(host)
    if code in _NAMES or "mismatch" in said:
        return (
            Text(
                f"证书不是发给 {host} 的。",
                f"The certificate was made for another host than {host}.",
            ),
            Text(
                "请核对门户地址;若地址正确,请联系门户管理员。",
                "Check the portal's address; if it is right, ask the portal's administrator.",
            ),
        )
    if code in _STRANGERS or "unable to get" in said or "self" in said:
        return _unknown(host)
    return Text(f"{host} 的证书无效。", f"The certificate of {host} is not valid."), _ASK_IT


def _untimely(host: str) -> tuple[Text, Text]:
    return (
        Text(
            f"{host} 的证书已过期或尚未生效。",
            f"The certificate of {host} has expired or is not valid yet.",
        ),
        Text(
            "请先核对本机的日期和时间;若无误,请让门户管理员更换证书。",
            "Check this computer's date and time first; if they are right, the portal's "
            "administrator must renew the certificate.",
        ),
    )


def _unknown(host: str) -> tuple[Text, Text]:
    return (
        Text(
            f"签发 {host} 证书的机构不受本机信任。",
            f"This computer does not know the authority that signed the certificate of {host}.",
        ),
        Text(
            "若是公司自己的 CA:请装进系统信任库,或在门户设置里选它的 PEM 文件并核对指纹。",
            "If it is your company's own CA: install it in the system's trust store, or choose its "
            "PEM file in the portal's settings and compare the fingerprint.",
        ),
    )
