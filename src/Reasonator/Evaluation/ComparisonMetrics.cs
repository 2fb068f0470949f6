using System.Globalization;
using System.Text.Json;
using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>How far a model agrees with the recorded answers of another.</summary>
/// <param name="File">The file of answers.</param>
/// <param name="Model">The model that was run.</param>
/// <param name="ModelSha">Its weights.</param>
/// <param name="Texts">Answers in the file.</param>
/// <param name="Agreement">The share of equal labels.</param>
/// <param name="Kappa">Cohen's: agreement beyond chance.</param>
/// <param name="MeanDifference">Of a probability, where the file has all three.</param>
/// <param name="Confusion">Rows are the other's labels, columns the model's: positive, negative, neutral.</param>
internal sealed record ComparisonMetrics(
    string File, string Model, string ModelSha, int Texts, double Agreement, double Kappa, double? MeanDifference, IReadOnlyList<IReadOnlyList<int>> Confusion)
{
    public static ComparisonMetrics Of(string path, Models.LoadedModel model, Action<int> begin, Action done)
    {
        var others = OtherAnswers.Read(path);
        begin(others.Count);
        var scored = Scored.Of(model, [.. others.Select(other => new LabelledText(other.Text, other.Label))], done);
        var confusion = new Confusion(scored.Answers);
        var differences = others.Zip(scored.Verdicts)
            .Where(pair => pair.First.Scores is not null)
            .Select(pair => (Math.Abs(pair.First.Scores!.Positive - pair.Second.Positive) + Math.Abs(pair.First.Scores.Negative - pair.Second.Negative) + Math.Abs(pair.First.Scores.Neutral - pair.Second.Neutral)) / 3)
            .ToList();
        var labels = Enum.GetValues<Label>();
        return new ComparisonMetrics(
            Path.GetFileName(path),
            model.Manifest.Name,
            model.Sha,
            others.Count,
            Math.Round(confusion.Accuracy, 6),
            Math.Round(confusion.Kappa, 6),
            differences.Count == others.Count ? Math.Round(differences.Average(), 6) : null,
            [.. labels.Select(other => labels.Select(own => confusion.Count(other, own)).ToList())]);
    }

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, MetricsJson.Default.ComparisonMetrics), (byte)'\n'];

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}: {Agreement:P2} of {Texts} labels agree, kappa {Kappa:F4}{(MeanDifference is { } d ? $", mean difference of a probability {d:F4}" : "")}");
}
