namespace Reasonator.Bench.Peers;

/// <summary>transformers.js at a setting, running.</summary>
/// <param name="Server">The processes.</param>
/// <param name="Setting">How they run.</param>
/// <param name="Ratio">Texts a second of its trial, over the raw loop's.</param>
internal sealed record Peer(PeerServer Server, PeerSetting Setting, double Ratio) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
