using System.Security.Cryptography;
using Reasonator.Formats;
using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>A file of one's own: a table with the columns text (or headline) and label, or lines of JSON with both.</summary>
internal static class LabelledFile
{
    private static readonly InputColumns Columns = new(Label: "label");

    /// <exception cref="EvaluationException">Missing, or not such a file; the message names the line.</exception>
    public static DataSet Read(string path)
    {
        try
        {
            return NamedFile.Read("--set", path, $"give one of {string.Join(", ", DataSets.Names)}, all, or a file", file => Read(path, file));
        }
        catch (FormatException e)
        {
            throw new EvaluationException(e.Message);
        }
    }

    private static DataSet Read(string path, FileStream file)
    {
        List<LabelledText> texts = [.. new InputRows(path, Columns).Read(file).Select(row => new LabelledText(row.RequireText(), LabelOf(row)))];
        file.Position = 0;
        var name = Path.GetFileNameWithoutExtension(path);
        return texts.Count > 0
            ? new DataSet(name, Path.GetFileName(path), "as its owner says", "Labels as given.", Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(file)), 0, [], texts)
            : throw new EvaluationException($"{path} holds no text.");
    }

    /// <exception cref="FormatException">The row has no label, or another.</exception>
    private static Label LabelOf(InputRow row) => row.Label is null
        ? throw new FormatException($"line {row.Line}: has no label; positive, negative and neutral are known")
        : DataSets.LabelOf(row.Label) ?? throw new FormatException($"line {row.Line}: an unknown label; positive, negative and neutral are known");
}
