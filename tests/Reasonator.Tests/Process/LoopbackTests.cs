using System.Net;

namespace Reasonator.Tests.Process;

/// <summary>Development without a vault has a token that everybody knows: only this machine may reach the port.</summary>
public sealed class LoopbackTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PORT", "{0}")]
    [InlineData("ASPNETCORE_URLS", "http://0.0.0.0:{0}")]
    [InlineData("DOTNET_URLS", "http://0.0.0.0:{0}")]
    [InlineData("URLS", "http://0.0.0.0:{0}")]
    [InlineData("ASPNETCORE_HTTP_PORTS", "{0}")]
    [InlineData("HTTP_PORTS", "{0}")]
    [InlineData("Kestrel__Endpoints__X__Url", "http://0.0.0.0:{0}")]
    [InlineData("Kestrel__Endpoints__X__Url", "http://*:{0}")]
    [InlineData("kestrel__endpoints__x__url", "http://[::]:{0}")]
    [InlineData("ASPNETCORE_Kestrel__Endpoints__X__Url", "http://0.0.0.0:{0}")]
    [InlineData("DOTNET_Kestrel__Endpoints__X__Url", "http://0.0.0.0:{0}")]
    public async Task Development_without_a_vault_listens_on_loopback_only_whatever_a_variable_says(string name, string value)
    {
        using var other = new ReservedPort();

        await LoopbackAsync([], new() { [name] = string.Format(value, other) });
    }

    [Fact]
    public async Task Development_without_a_vault_listens_on_loopback_only_whatever_a_settings_file_says()
    {
        using var other = new ReservedPort();
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var settings = """{"Kestrel":{"Endpoints":{"X":{"Url":"http://0.0.0.0:PORT"}}},"urls":"http://*:PORT"}""".Replace("PORT", $"{other}");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), settings, Stop);

            await LoopbackAsync(["--contentRoot", folder.FullName], []);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_configured_where_nobody_reads_it_is_told()
    {
        using var port = new ReservedPort();
        await using var service = ServiceProcess.Start(
            ["--urls", $"http://127.0.0.1:{port}"], new Dictionary<string, string> { ["Kestrel__Endpoints__X__Url"] = "http://0.0.0.0:1" }, port.Number);
        await service.ReadyAsync(Stop);

        Assert.Contains($"http://127.0.0.1:{port}", await service.SaysAsync("section Kestrel is not read", Stop));
    }

    private static async Task LoopbackAsync(string[] arguments, Dictionary<string, string> environment)
    {
        using var port = new ReservedPort();
        if (!environment.ContainsKey("ASPNETCORE_URLS"))
        {
            // Without an address of ours it would take 8080, which another process may have.
            environment.TryAdd("PORT", $"{port}");
        }

        await using var service = ServiceProcess.Start(arguments, environment);
        // Written when everything that it listens on is bound and the model is ready.
        await service.SaysAsync("Try: curl", Stop);

        var sockets = ListeningSockets.Of(service.Id);
        Assert.NotEmpty(sockets);
        Assert.All(sockets, socket => Assert.True(IPAddress.IsLoopback(socket.Address), $"It listens on {socket}."));
    }
}
