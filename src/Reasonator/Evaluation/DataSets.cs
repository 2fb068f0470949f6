using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reasonator.Formats;
using Reasonator.Inference.Runtime;

namespace Reasonator.Evaluation;

/// <summary>The labelled sets that are known, in the files in which they were published.</summary>
internal static partial class DataSets
{
    // As models/finbert-mini/training/data.py: a score near zero is neutral, one in between is nobody's.
    private const double Opinion = 0.25;
    private const double NoOpinion = 0.12;

    public static readonly IReadOnlyList<string> Names = ["phrasebank", "twitter", "sentfin", "fiqa", "finentity"];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="data">The folder that holds the sets' folders.</param>
    /// <exception cref="EvaluationException">A file is missing, or is not what it was.</exception>
    public static DataSet Read(string name, string data) => name switch
    {
        "phrasebank" => Set(
            name, data, "phrasebank/prosus-split/test.tsv", "Financial PhraseBank, 50 % agreement, test part of ProsusAI's split", "CC BY-NC-SA 3.0",
            "Three labels as given. finbert-mini was trained on the train part, without the 7 texts that are also here.",
            ["ProsusAI/finbert: accuracy 0.8423, weighted F1 0.8439 (TinyFinBERT, on the same rows)", "FinBERT, Araci 2019, table 2: accuracy 0.86, macro F1 0.84"],
            PhraseBank),
        "twitter" => Set(
            name, data, "twitter-financial-news/sent_valid.csv", "Twitter financial news sentiment, validation part", "not stated in the copy read",
            "0 bearish is negative, 1 bullish positive, 2 neutral. Texts that are also in the train part are left out.",
            ["ProsusAI/finbert: accuracy 0.712, macro F1 0.662 (on the train part)"],
            bytes => Twitter(bytes, data)),
        "sentfin" => Set(
            name, data, "sentfin/SEntFiN.csv", "SEntFiN 1.0, headlines", "MIT",
            "Headlines whose entities all have one label; of these the 12 % that finbert-mini was not trained on.", [], SentFin),
        "fiqa" => Set(
            name, data, "fiqa2018/task1_headline_ABSA_train.json", "FiQA 2018 task 1, headlines and posts", "not stated (for research)",
            $"Mean score above {Opinion} is positive, below -{Opinion} negative, within {NoOpinion} of zero neutral; others, and texts with scores of both signs, are left out; of the rest the 12 % that finbert-mini was not trained on.",
            ["ProsusAI/finbert: accuracy 0.5265 (TinyFinBERT, other thresholds and rows)"],
            bytes => Fiqa([bytes, File.ReadAllBytes(Path.Combine(data, "fiqa2018/task1_post_ABSA_train.json"))])),
        "finentity" => Set(
            name, data, "finentity/FinEntity.json", "FinEntity, texts", "ODC-BY",
            "Texts whose entities all have one label; of these the 12 % that finbert-mini was not trained on.", [], FinEntity),
        _ => LabelledFile.Read(name),
    };

    /// <summary>The label of a name, in any case; null for any other word.</summary>
    public static Label? LabelOf(string name) =>
        Enum.GetValues<Label>().Cast<Label?>().FirstOrDefault(label => LabelOrder.Name(label!.Value).Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    private static DataSet Set(
        string name, string data, string file, string title, string licence, string mapping, IReadOnlyList<string> published, Func<byte[], (List<LabelledText> Texts, int LeftOut)> read)
    {
        var path = Path.Combine(data, file);
        try
        {
            var bytes = File.ReadAllBytes(path);
            var (texts, leftOut) = read(bytes);
            return new DataSet(name, title, licence, mapping, file, Convert.ToHexStringLower(SHA256.HashData(bytes)), leftOut, published, texts);
        }
        catch (IOException)
        {
            throw new EvaluationException($"{path} cannot be read: --data must name the folder that holds {file}.");
        }
        catch (Exception e) when (e is EvaluationException or JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new EvaluationException($"{path} {(e is EvaluationException ? e.Message : "is not the file that was published")}.");
        }
    }

    private static (List<LabelledText>, int) PhraseBank(byte[] bytes) =>
        ([.. Rows("test.tsv", bytes).Select(row => new LabelledText(row.RequireText(), LabelOf(Said(row)) ?? throw new FormatException()))], 0);

    private static (List<LabelledText>, int) Twitter(byte[] bytes, string data)
    {
        var train = File.ReadAllBytes(Path.Combine(data, "twitter-financial-news/sent_train.csv"));
        var seen = Rows("sent_train.csv", train).Select(row => HeldOut.Key(row.RequireText())).ToHashSet(StringComparer.Ordinal);
        var all = Rows("sent_valid.csv", bytes)
            .Select(row => new LabelledText(row.RequireText(), row.Label switch { "0" => Label.Negative, "1" => Label.Positive, "2" => Label.Neutral, _ => throw new FormatException() })).ToList();
        var texts = all.FindAll(text => !seen.Contains(HeldOut.Key(text.Text)));
        return (texts, all.Count - texts.Count);
    }

    private static (List<LabelledText>, int) SentFin(byte[] bytes) => OneLabel(
        from row in Rows("SEntFiN.csv", bytes, "Title", "Decisions")
        select (row.RequireText(), Decision().Matches(Said(row)).Select(match => match.Groups[1].Value)));

    private static IEnumerable<InputRow> Rows(string name, byte[] bytes, string text = "text", string label = "label") =>
        new InputRows(name, new InputColumns(text, Label: label)).Read(new MemoryStream(bytes));

    private static string Said(InputRow row) => row.Label ?? throw new FormatException();

    private static (List<LabelledText>, int) FinEntity(byte[] bytes) => OneLabel(
        from item in JsonDocument.Parse(bytes).RootElement.EnumerateArray()
        select (Text(item.GetProperty("content")).Trim(), item.GetProperty("annotations").EnumerateArray().Select(a => Text(a.GetProperty("label")))));

    private static (List<LabelledText>, int) OneLabel(IEnumerable<(string Text, IEnumerable<string> Labels)> rows)
    {
        var (texts, leftOut) = (new List<LabelledText>(), 0);
        foreach (var (text, labels) in rows)
        {
            if (labels.Select(LabelOf).Distinct().ToList() is [{ } label] && HeldOut.Contains(text))
            {
                texts.Add(new LabelledText(text, label));
            }
            else
            {
                leftOut++;
            }
        }

        return (texts, leftOut);
    }

    private static string Text(JsonElement value) => value.GetString() ?? throw new FormatException();

    private static (List<LabelledText>, int) Fiqa(byte[][] files)
    {
        var (texts, leftOut) = (new List<LabelledText>(), 0);
        foreach (var item in files.SelectMany(file => JsonDocument.Parse(file).RootElement.EnumerateObject()).Select(p => p.Value))
        {
            var text = Text(item.GetProperty("sentence"));
            double[] scores = [.. item.GetProperty("info").EnumerateArray().Select(i => double.Parse(Text(i.GetProperty("sentiment_score")), CultureInfo.InvariantCulture))];
            Label? label = scores.Min() * scores.Max() < 0 ? null : scores.Average() switch
            {
                > Opinion => Label.Positive,
                < -Opinion => Label.Negative,
                > -NoOpinion and < NoOpinion => Label.Neutral,
                _ => null,
            };
            if (label is { } clear && HeldOut.Contains(text))
            {
                texts.Add(new LabelledText(text, clear));
            }
            else
            {
                leftOut++;
            }
        }

        return (texts, leftOut);
    }

    [GeneratedRegex(@":\s*'(positive|negative|neutral)'\s*[,}]")]
    private static partial Regex Decision();
}
