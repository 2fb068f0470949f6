using System.Text.Json.Nodes;
using Reasonator.Models;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Models;

/// <summary>A copy of a model, by default the embedded one, that a test may damage.</summary>
internal sealed class ModelCopy : IDisposable
{
    public ModelCopy(string? from = null)
    {
        foreach (var file in Directory.GetFiles(from ?? Repository.Model))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("reasonator-model-").FullName;

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void FlipByte(string file, long at)
    {
        using var stream = File.Open(PathOf(file), FileMode.Open);
        stream.Position = at < 0 ? stream.Length + at : at;
        var value = stream.ReadByte();
        stream.Position--;
        stream.WriteByte((byte)(value ^ 1));
    }

    public void EditManifest(Action<JsonObject> edit)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(PathOf(ModelManifest.FileName)))!.AsObject();
        edit(manifest);
        File.WriteAllText(PathOf(ModelManifest.FileName), manifest.ToJsonString());
    }

    /// <summary>Writes a file's present hash and size into the manifest, as a careless hand would.</summary>
    public void Repin(string part, string file)
    {
        var bytes = File.ReadAllBytes(PathOf(file));
        EditManifest(manifest =>
        {
            var entry = manifest[part] is JsonArray list ? list[0]! : manifest[part]!;
            entry["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            entry["size"] = bytes.Length;
        });
    }

    public LoadedModel Load(string? pin = null) => ModelLoader.Load(Folder, pin, TimeProvider.System, (_, _) => { });

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
