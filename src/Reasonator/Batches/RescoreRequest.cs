using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using Reasonator.Scoring;

namespace Reasonator.Batches;

/// <summary>What is scored again: in this version all that is stale.</summary>
internal sealed record RescoreRequest([property: Description("All scores that the loaded model did not make.")][property: AllowedValues(true)] bool Stale)
{
    public const int MostBytes = 1024;

    /// <summary>Sees that a body says <c>{"stale":true}</c> and nothing else.</summary>
    public static void Check(ReadOnlySpan<byte> body, RequestFaults faults)
    {
        var json = new JsonCursor(body.StartsWith(Encoding.UTF8.Preamble) ? body[3..] : body, faults);
        try
        {
            Check(ref json, faults);
        }
        catch (MalformedRequestException e)
        {
            faults.Add(e.Pointer, e.Message);
        }
        catch (JsonException e)
        {
            faults.Add(json.Pointer, $"Malformed JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (DecoderFallbackException)
        {
            faults.Add(json.Pointer, "The body is not UTF-8.");
        }
    }

    private static void Check(ref JsonCursor json, RequestFaults faults)
    {
        json.Read(JsonTokenType.StartObject, "an object with stale");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (json.NextField("", seen) is { } field)
        {
            if (field is not "stale")
            {
                json.Unknown("stale");
            }
            else if (!json.ReadBoolean())
            {
                faults.Add(json.Pointer, "Must be true: scores that are not stale would stay the same.");
            }
        }

        json.End();
        if (!seen.Contains("stale"))
        {
            faults.Add("/stale", "Required: true.");
        }
    }
}
