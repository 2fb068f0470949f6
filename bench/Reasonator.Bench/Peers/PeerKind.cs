namespace Reasonator.Bench.Peers;

/// <summary>A choice of settings, of which the fastest is measured.</summary>
/// <param name="Name">In the keys of the figures; empty for the one that the goal is measured by.</param>
/// <param name="Title">For readers.</param>
/// <param name="Includes">Whether a setting is of it.</param>
internal sealed record PeerKind(string Name, string Title, Func<PeerSetting, bool> Includes)
{
    // What a box has room for: each process has its own weights.
    public static readonly PeerKind OneProcess = new("", "its fastest in one process", setting => setting.Processes == 1);

    public static readonly PeerKind[] All =
    [
        OneProcess,
        // What is usually exported for it.
        new("_plain", "its fastest with the plain graph", setting => setting.Graph == TransformersFiles.Plain),
        new("_any", "its fastest", _ => true),
    ];

    public string Key => $"transformersjs{Name}";
}
