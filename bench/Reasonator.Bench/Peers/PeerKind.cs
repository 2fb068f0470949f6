namespace Reasonator.Bench.Peers;

/// <summary>A choice of settings, of which the fastest is measured.</summary>
/// <param name="Name">In the keys of the figures; empty for all settings.</param>
/// <param name="Title">For readers.</param>
/// <param name="Includes">Whether a setting is of it.</param>
internal sealed record PeerKind(string Name, string Title, Func<PeerSetting, bool> Includes)
{
    public static readonly PeerKind Any = new("", "its fastest", _ => true);

    public static readonly PeerKind[] All =
    [
        Any,
        // What is usually exported for it.
        new("_plain", "its fastest with the plain graph", setting => setting.Graph == TransformersFiles.Plain),
        // What a box has room for: each process has its own weights.
        new("_one_process", "its fastest in one process", setting => setting.Processes == 1),
    ];

    public string Key => $"transformersjs{Name}";
}
