using System.Text.Json;
using System.Text.Json.Serialization;
using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>A figure and its 95 % interval.</summary>
internal sealed record Figure(double Value, double Low, double High);

/// <summary>The figures of one label.</summary>
internal sealed record LabelMetrics(string Label, double Precision, double Recall, double F1, int Support);

/// <summary>Model against baseline: what only one of them got right, and how likely that is by chance.</summary>
internal sealed record BaselineMetrics(double Accuracy, double MacroF1, int OnlyModel, int OnlyBaseline, double P);

/// <summary>What is known of a model on a set; nothing of it depends on the day.</summary>
internal sealed record Metrics
{
    public const string FileName = "metrics.json";

    public required string Set { get; init; }

    public required string SetSha256 { get; init; }

    public required string Model { get; init; }

    public required string ModelSha { get; init; }

    public required string Fingerprint { get; init; }

    public required string Cpu { get; init; }

    public required int Texts { get; init; }

    public required int LeftOut { get; init; }

    public required Figure Accuracy { get; init; }

    public required Figure MacroF1 { get; init; }

    public required double WeightedF1 { get; init; }

    public required double CalibrationError { get; init; }

    public required IReadOnlyList<LabelMetrics> Labels { get; init; }

    /// <summary>Rows are the truth, columns the answers: positive, negative, neutral.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    public required IReadOnlyList<CalibrationBin> Calibration { get; init; }

    public required BaselineMetrics Baseline { get; init; }

    public static Metrics Of(DataSet set, Scored scored, Models.LoadedModel model)
    {
        var confusion = new Confusion(scored.Answers);
        var baseline = set.Texts.Select(text => (text.Label, Lexicon.LabelOf(text.Text))).ToList();
        var mcNemar = McNemar.Of(scored.Answers.Zip(baseline, (a, b) => (a.Truth == a.Answer, b.Label == b.Item2)));
        var bins = Evaluation.Calibration.Of(scored.Confidences);
        var labels = Enum.GetValues<Label>();
        return new Metrics
        {
            Set = set.Name,
            SetSha256 = set.Sha256,
            Model = model.Manifest.Name,
            ModelSha = model.Sha,
            Fingerprint = model.Fingerprint,
            Cpu = CpuClass.Name,
            Texts = set.Texts.Count,
            LeftOut = set.LeftOut,
            Accuracy = FigureOf(scored, c => c.Accuracy),
            MacroF1 = FigureOf(scored, c => c.MacroF1),
            WeightedF1 = Round(confusion.WeightedF1),
            CalibrationError = Round(Evaluation.Calibration.Error(bins)),
            Labels = [.. labels.Select(l => new LabelMetrics(LabelOrder.Name(l), Round(confusion.Precision(l)), Round(confusion.Recall(l)), Round(confusion.F1(l)), confusion.Support(l)))],
            Confusion = [.. labels.Select(truth => labels.Select(answer => confusion.Count(truth, answer)).ToList())],
            Calibration = [.. bins.Select(bin => new CalibrationBin(bin.Count, Round(bin.Confidence), Round(bin.Accuracy)))],
            Baseline = new BaselineMetrics(
                Round(new Confusion(baseline).Accuracy), Round(new Confusion(baseline).MacroF1), mcNemar.OnlyFirst, mcNemar.OnlySecond, double.Parse(mcNemar.P.ToString("G3"))),
        };
    }

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, MetricsJson.Default.Metrics), (byte)'\n'];

    private static Figure FigureOf(Scored scored, Func<Confusion, double> figure)
    {
        var (low, high) = Bootstrap.Interval(scored.Answers, figure);
        return new Figure(Round(figure(new Confusion(scored.Answers))), Round(low), Round(high));
    }

    private static double Round(double value) => Math.Round(value, 6);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Metrics))]
[JsonSerializable(typeof(ComparisonMetrics))]
internal sealed partial class MetricsJson : JsonSerializerContext;
