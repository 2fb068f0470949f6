using System.Security.Cryptography;
using System.Text.Json;

namespace Reasonator.Evaluation;

/// <summary>A file of one's own: .csv or .tsv with the columns text and label, or lines of JSON with both.</summary>
internal static class LabelledFile
{
    /// <exception cref="EvaluationException">Missing, or not such a file; the message names the line.</exception>
    public static DataSet Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            List<LabelledText> texts = [.. Rows(path, bytes).Select(row => new LabelledText(
                row.Text, DataSets.LabelOf(row.Label) ?? throw new EvaluationException($"has the label '{row.Label}' at line {row.Line}; positive, negative and neutral are known")))];
            var name = Path.GetFileNameWithoutExtension(path);
            return texts.Count > 0
                ? new DataSet(name, Path.GetFileName(path), "as its owner says", "Labels as given.", Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(bytes)), 0, [], texts)
                : throw new EvaluationException("holds no text");
        }
        catch (IOException)
        {
            throw new EvaluationException($"{path} cannot be read: give one of {string.Join(", ", DataSets.Names)}, all, or a file.");
        }
        catch (EvaluationException e)
        {
            throw new EvaluationException($"{path} {e.Message}.");
        }
    }

    private static IEnumerable<(long Line, string Text, string Label)> Rows(string path, byte[] bytes) => Path.GetExtension(path) switch
    {
        ".csv" => DelimitedFile.Read(bytes, ",", "text", "label").Select(row => (row.Line, row.Fields[0], row.Fields[1])),
        ".tsv" => DelimitedFile.Read(bytes, "\t", "text", "label").Select(row => (row.Line, row.Fields[0], row.Fields[1])),
        _ => JsonLines(bytes),
    };

    private static IEnumerable<(long Line, string Text, string Label)> JsonLines(byte[] bytes)
    {
        using var lines = new StreamReader(new MemoryStream(bytes));
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            if (line.Length > 0)
            {
                yield return Parse(line, number);
            }
        }
    }

    private static (long Line, string Text, string Label) Parse(string line, int number)
    {
        try
        {
            var row = JsonDocument.Parse(line).RootElement;
            return (number, row.GetProperty("text").GetString()!, row.GetProperty("label").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new EvaluationException($"has no object with a text and a label at line {number}");
        }
    }
}
