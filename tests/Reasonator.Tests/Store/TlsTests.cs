using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reasonator.Ops;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Store;

/// <summary>What <c>DATABASE_URL</c> asks of a real server's certificate, which is localhost's and signed by nobody.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly string _stranger = Path.GetTempFileName();
    private PostgresServer _server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A certificate that has signed nothing.</summary>
    internal static string Pem()
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=stranger", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        return certificate.ExportCertificatePem();
    }

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_stranger, Pem(), Stop);
        _server = await PostgresServer.OwnAsync();
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_stranger);
        return _server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_server_is_spoken_to_only_as_proven_as_was_asked_for()
    {
        (string Host, string Options, bool IsProven)[] cases =
        [
            ("127.0.0.1", "", true),
            ("127.0.0.1", "?sslmode=require", true),
            ("127.0.0.1", "?sslmode=verify-ca&sslrootcert={own}", true),
            ("127.0.0.1", "?sslmode=require&sslrootcert={own}", true),
            ("localhost", "?sslmode=verify-full&sslrootcert={own}", true),
            // Another name than the certificate's.
            ("127.0.0.1", "?sslmode=verify-full&sslrootcert={own}", false),
            // Another authority.
            ("127.0.0.1", "?sslmode=verify-ca&sslrootcert={stranger}", false),
            ("127.0.0.1", "?sslrootcert={stranger}", false),
            ("localhost", "?sslmode=verify-full&sslrootcert={stranger}", false),
            // The machine's authorities.
            ("localhost", "?sslmode=verify-full", false),
            ("127.0.0.1", "?sslmode=verify-ca", false),
        ];
        foreach (var (host, options, isProven) in cases)
        {
            var url = await UrlAsync(host, options);
            var (code, errors) = await MigrateAsync(url);

            Assert.True(isProven ? code == 0 : code == 1 && errors.StartsWith("The database was not migrated: tls-refused. The server speaks no TLS", StringComparison.Ordinal), $"{host} {options}: {code} {errors}");
        }
    }

    [Fact]
    public async Task A_refused_certificate_is_told_by_info_and_hinders_no_scoring()
    {
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(await UrlAsync("localhost", "?sslmode=verify-full")) with { LastWrite = TimeSpan.FromMilliseconds(10) } };
        var client = await app.ReadyAsync(Stop);
        using var answer = await client.ScoreAsync(["One."], stop: Stop);

        var store = await app.StoreAsync(store => store.State == "failing", Stop);

        Assert.Equal(("tls-refused", true), (store.LastFault, answer.IsSuccessStatusCode));
    }

    private async Task<string> UrlAsync(string host, string options) =>
        (await _server.CreateDatabaseAsync()).Replace("127.0.0.1", host, StringComparison.Ordinal)
        + options.Replace("{own}", Uri.EscapeDataString(_server.Certificate), StringComparison.Ordinal).Replace("{stranger}", Uri.EscapeDataString(_stranger), StringComparison.Ordinal);

    private static async Task<(int Code, string Errors)> MigrateAsync(string url)
    {
        await using var errors = new StringWriter();
        var code = await Eventually.EndsAsync("migrate ends", MigrateVerb.RunAsync(url, new SkippedWaits(), TextWriter.Null, errors, Stop), Stop);
        return (code, errors.ToString());
    }
}
