using System.Globalization;
using Reasonator.Runbook;

namespace Reasonator.Tests.Ops;

public sealed class CertificateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The day is the machine's own: the 4th or the 5th.
    [Theory]
    [InlineData("2020-06-05", "localhost", "RemoteCertificateChainErrors, expires 2020-06-0")]
    [InlineData("2120-06-05", "localhost", "RemoteCertificateChainErrors, expires 2120-06-0")]
    [InlineData("2120-06-05", "127.0.0.1", "RemoteCertificateNameMismatch")]
    public async Task A_certificate_that_callers_refuse_is_named_with_its_end(string expires, string host, string fault)
    {
        await using var listener = new TlsListener(DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

        Assert.Contains(fault, await DomainProbe.CertificateFaultAsync(host, listener.Port, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_TLS_and_one_that_is_not_there_have_no_connection()
    {
        await using var listener = new TlsListener(expires: null);
        using var nobody = new ReservedPort();

        Assert.Equal("no TLS connection", await DomainProbe.CertificateFaultAsync("localhost", listener.Port, Stop));
        Assert.Equal("no TLS connection", await DomainProbe.CertificateFaultAsync("localhost", nobody.Number, Stop));
    }

    [Fact]
    public async Task A_name_leads_somewhere_or_nowhere()
    {
        Assert.True(await DomainProbe.ResolvesAsync("localhost", Stop));
        // Too long for a label, so that no name server is asked: some answer for names that do not exist.
        Assert.False(await DomainProbe.ResolvesAsync($"{new string('x', 64)}.invalid", Stop));
    }
}
