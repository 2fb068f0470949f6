using System.Text.Json.Nodes;
using Reasonator.Bench.Curve;
using Reasonator.Bench.Peers;

namespace Reasonator.Bench;

/// <summary>What a wrong figure could come from, checked without a service: it ends as the test suites do.</summary>
internal static class SelfCheck
{
    public static int Run()
    {
        (string Sentence, Func<bool> Holds)[] checks =
        [
            ("Percentiles are of the sorted values, and of nothing there is none", () =>
                new double[] { 3, 1, 2 }.Median() == 2 && Enumerable.Range(1, 100).Select(i => (double)i).Percentile(99) == 100
                && double.IsNaN(Array.Empty<double>().Median())),
            ("A request counts by the share of its time in the window", () =>
                ClosedLoop.Share(1, 2, 0, 5) == 1 && ClosedLoop.Share(4, 6, 0, 5) == 0.5 && ClosedLoop.Share(0, 4, 1, 3) == 0.5
                && ClosedLoop.Share(5, 6, 0, 5) == 0 && ClosedLoop.Share(0, 1, 1, 5) == 0),
            ("Who is served at the second retry is not served at the first", () =>
                Obedience.ServedBy([new(2, 0), new(3, 0), new(null, 0), new(4, 0)], 1) == 0.25
                && Obedience.ServedBy([new(2, 0), new(3, 0), new(null, 0), new(4, 0)], 2) == 0.5
                && Obedience.ServedBy([], 1) is null),
            ("Goodput is what was served, over what could be", () => Level([200, 200, 429, 504]).Goodput == 0.5),
            ("The table has a cell for each column, empty where nothing was seen", () =>
                CurveTable.Line(Level([200])).Split(',').Length == CurveTable.Header.Split(',').Length && CurveTable.Line(Level([200])).Contains(",,", StringComparison.Ordinal)),
            ("The picture is well-formed", () => System.Xml.Linq.XDocument.Parse(CurvePicture.Of([Level([200]), Level([429])], "some texts")).Root is not null),
            ("The JSON line has the promised keys, whatever could not be measured", PromisedKeys),
            .. ConnectionCheck.All(),
            .. PlainGraphCheck.All(),
        ];
        var failed = checks.Count(check => !Passes(check.Sentence, check.Holds));
        Console.WriteLine($"{checks.Length - failed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static bool Passes(string sentence, Func<bool> holds)
    {
        try
        {
            if (holds())
            {
                return true;
            }

            Console.WriteLine($"failed: {sentence}");
        }
        catch (Exception e)
        {
            Console.WriteLine($"failed: {sentence}: {e}");
        }

        return false;
    }

    private static Level Level(int[] statuses) =>
        new(1, [new Pass(1, 2, 2, [.. statuses.Select(status => new Outcome(0, 1, status, 1))], [], [], [], 0)]);

    private static bool PromisedKeys()
    {
        var loop = new Loop(2, [1], 0);
        var round = new Round(1, loop, loop, new Dictionary<PeerSetting, Loop>(), null, new Idle([1], [1], []));
        var compared = new Comparison([round], new Dictionary<PeerKind, PeerSetting>(), null);
        var footprint = new Footprint(1, 1, 1, 1);
        Measured Of(string name) => new(new Subject(name, Path.GetTempPath(), ""), compared, footprint, footprint, new Dictionary<PeerSetting, Footprint>());
        var line = JsonNode.Parse(Figures.Of([Of("mini"), Of("base")], Plan.Of(true), "node is missing").ToJsonString())!.AsObject();
        return Figures.Promised.All(line.ContainsKey) && (double)line["service_over_raw_mini"]! == 2 && line["service_over_transformersjs_base"] is null;
    }
}
