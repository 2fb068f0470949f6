using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reasonator.Uploads;

/// <summary>
/// The small file beside the results, <c>OUT.run</c>. The results alone cannot tell whose they are: an edited input has the
/// same line numbers. It also knows the batch that is being fetched, so that nothing is uploaded again to find it.
/// </summary>
internal sealed class RunFile(string path)
{
    /// <summary>What was noted last; null where nothing was.</summary>
    /// <exception cref="UploadException">It holds something else.</exception>
    public RunNote? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.RunNote) : null;
        }
        catch (JsonException)
        {
            throw new UploadException($"{path} was not written by this command: move it away");
        }
    }

    /// <summary>Whole or not at all, also when the machine dies over it.</summary>
    public void Write(RunNote note)
    {
        var draft = $"{path}.new";
        using (var file = File.Create(draft))
        {
            JsonSerializer.Serialize(file, note, RunJson.Default.RunNote);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}

/// <param name="Run">Whose results they are (see <see cref="UploadPlan"/>).</param>
/// <param name="Part">The part whose batch it is.</param>
/// <param name="Batch">Null before the first was submitted.</param>
internal sealed record RunNote(string Run, int Part = 0, Guid? Batch = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunNote))]
internal sealed partial class RunJson : JsonSerializerContext;
