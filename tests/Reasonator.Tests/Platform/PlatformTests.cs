namespace Reasonator.Tests.Platform;

/// <summary>A platform and somebody who asks it.</summary>
public abstract class PlatformTests : IAsyncLifetime
{
    private protected const string App = PlatformProbe.App;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected FakePlatform Platform { get; private set; } = null!;

    private protected PlatformProbe Probe { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Platform = await FakePlatform.StartAsync();
        Probe = new PlatformProbe(Platform);
    }

    public async ValueTask DisposeAsync()
    {
        Probe.Dispose();
        await Platform.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task RefusesAsync(int status, string id, string method, string path, string? json = null)
    {
        var answer = await Probe.SendAsync(method, path, json);
        Assert.Equal((status, id), (answer.Status, (string?)answer.Body["id"]));
    }
}
