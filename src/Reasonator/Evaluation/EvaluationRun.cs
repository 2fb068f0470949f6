using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Reasonator.Models;

namespace Reasonator.Evaluation;

/// <summary>Evaluates a model and writes the reports: a folder a set, and an index of all that the folder holds.</summary>
internal sealed class EvaluationRun(LoadedModel model, string folder)
{
    private const string Comparisons = "compare";

    /// <summary>Evaluates one set; its folder is replaced as a whole.</summary>
    public Metrics Evaluate(DataSet set, Action done)
    {
        var scored = Scored.Of(model, set.Texts, done);
        var metrics = Metrics.Of(set, scored, model);
        var writing = Directory.CreateDirectory(Path.Combine(folder, $".{set.Name}.writing")).FullName;
        File.WriteAllBytes(Path.Combine(writing, Metrics.FileName), metrics.ToBytes());
        File.WriteAllText(Path.Combine(writing, Report.FileName), Report.OfSet(set, metrics));
        File.WriteAllText(Path.Combine(writing, "confusion.svg"), Pictures.Confusion(metrics));
        File.WriteAllText(Path.Combine(writing, "reliability.svg"), Pictures.Reliability(metrics));
        File.WriteAllText(Path.Combine(writing, "sentiments.svg"), Pictures.Sentiments(set.Name, scored.Verdicts));
        var place = Path.Combine(folder, set.Name);
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        Directory.Move(writing, place);
        return metrics;
    }

    /// <summary>Compares with the answers of another model.</summary>
    public ComparisonMetrics Compare(string path, Action<int> begin, Action done)
    {
        var comparison = ComparisonMetrics.Of(path, model, begin, done);
        Write(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, Comparisons)).FullName, Path.GetFileNameWithoutExtension(path) + ".json"), comparison.ToBytes());
        return comparison;
    }

    /// <summary>Writes the index of everything in the folder.</summary>
    public void WriteIndex()
    {
        var sets = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(place => Path.Combine(place, Metrics.FileName)).Where(File.Exists);
        var compared = Path.Combine(folder, Comparisons);
        string[] comparisons = Directory.Exists(compared) ? [.. Directory.GetFiles(compared, "*.json").Order(StringComparer.Ordinal)] : [];
        var page = Report.Index(
            sets.Select(path => Read(path, MetricsJson.Default.Metrics)),
            comparisons.Select(path => Read(path, MetricsJson.Default.ComparisonMetrics)));
        Write(Path.Combine(folder, Report.FileName), System.Text.Encoding.UTF8.GetBytes(page));
    }

    private static T Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new EvaluationException($"{path} is not a report of this program (line {e.LineNumber + 1}): remove it, or give another --out.");
        }
    }

    private static void Write(string path, byte[] bytes)
    {
        File.WriteAllBytes(path + ".writing", bytes);
        File.Move(path + ".writing", path, overwrite: true);
    }
}
