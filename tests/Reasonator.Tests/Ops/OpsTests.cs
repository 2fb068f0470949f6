namespace Reasonator.Tests.Ops;

/// <summary>A world of its own for each test.</summary>
public abstract class OpsTests : IAsyncLifetime
{
    private protected OpsWorld World { get; private set; } = null!;

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => World = await OpsWorld.StartAsync(Clock);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual TimeProvider? Clock => null;
}
