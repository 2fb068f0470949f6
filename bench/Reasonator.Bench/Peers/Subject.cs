using System.Security.Cryptography;
using Reasonator.Modeling;

namespace Reasonator.Bench.Peers;

/// <summary>A model that is measured.</summary>
/// <param name="Name">How figures call it: mini, base.</param>
/// <param name="Folder">As the service loads it.</param>
/// <param name="PeerFolder">The same weights as transformers.js loads them.</param>
internal sealed record Subject(string Name, string Folder, string PeerFolder)
{
    private static readonly string Kept = Path.Combine(Corpus.Root, "artifacts", "bench");

    /// <summary>The model's hash as the service tells it.</summary>
    public string Sha { get; } = HashOf(Folder);

    /// <summary>The embedded model. Its float weights, for the plain graph, lie outside the repository; without them there is none.</summary>
    public static Subject Mini()
    {
        var folder = Path.Combine(Corpus.Root, "models", "finbert-mini");
        var checkpoint = Path.Combine(Corpus.Root, "..", "shared", "models", "finbert-mini");
        return Prepare("mini", folder, Directory.Exists(checkpoint) ? checkpoint : null);
    }

    /// <summary>BERT-base's size, random weights: made at the first run, and kept.</summary>
    public static Subject Base()
    {
        var folder = Path.Combine(Kept, "finbert-base");
        if (Directory.Exists(folder))
        {
            return Prepare("base", folder, null);
        }

        Console.WriteLine($"The first run makes a model of BERT-base's size, which takes half a minute and more, and keeps it in {Kept}.");
        var checkpoint = Path.Combine(Kept, "base-checkpoint");
        BaseCheckpoint.Write(checkpoint);
        var building = folder + ".new";
        DeleteIfThere(building);
        Tool.Run(Service.Program, "model", "build", "--from", checkpoint, "--out", building);
        var sha = HashOf(building);
        DeleteIfThere(PeerFolderOf("base", sha));
        TransformersFiles.Write(PeerFolderOf("base", sha), building, checkpoint);
        // Last: a folder that is there is whole, and what it was made of is gone.
        Directory.Delete(checkpoint, recursive: true);
        Directory.Move(building, folder);
        return Prepare("base", folder, null);
    }

    private static Subject Prepare(string name, string folder, string? checkpoint)
    {
        var peer = PeerFolderOf(name, HashOf(folder));
        if (!Directory.Exists(peer) || (checkpoint is not null && !TransformersFiles.Graphs(peer).Contains(TransformersFiles.Plain)))
        {
            DeleteIfThere(peer);
            TransformersFiles.Write(peer, folder, checkpoint);
        }

        return new Subject(name, folder, peer);
    }

    private static string PeerFolderOf(string name, string sha) => Path.Combine(Kept, "peers", $"{name}-{sha[..12]}");

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string HashOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { OnnxFiles.Graph, OnnxFiles.Data }.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
