using System.Text;
using Google.Protobuf;

namespace Reasonator.Tests.Observability;

/// <summary>A span as it was sent, read by the numbers of opentelemetry/proto/trace/v1; a field that is not known is a fault.</summary>
internal sealed record OtlpSpan(
    string TraceId, string Id, string Parent, string TraceState, string Name, int Kind, ulong Start, ulong End, int Status, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Resource)
{
    /// <summary>The spans of an ExportTraceServiceRequest.</summary>
    public static List<OtlpSpan> Read(byte[] request)
    {
        var spans = new List<OtlpSpan>();
        foreach (var ofResource in Fields(request).Select(field => Message(field, 1)))
        {
            var resource = ReadAttributes(Fields(ofResource).Where(field => field.Number is 1).SelectMany(field => Fields(field.Bytes)), 1);
            foreach (var scope in Fields(ofResource).Where(field => field.Number is not (1 or 3)).Select(field => Message(field, 2)))
            {
                // 1 names the source, 3 its schema.
                spans.AddRange(Fields(scope).Where(field => field.Number is not (1 or 3)).Select(field => Span(Message(field, 2), resource)));
            }
        }

        return spans;
    }

    private static OtlpSpan Span(byte[] message, IReadOnlyDictionary<string, string> resource)
    {
        var fields = Fields(message).ToList();
        Known(fields, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16);
        byte[] Bytes(int number) => fields.Find(field => field.Number == number).Bytes ?? [];
        ulong Value(int number) => fields.Find(field => field.Number == number).Value;
        string Hex(int number) => Convert.ToHexStringLower(Bytes(number));
        var status = Fields(Bytes(15)).ToList();
        Known(status, 3);
        return new OtlpSpan(
            Hex(1), Hex(2), Hex(4), Encoding.UTF8.GetString(Bytes(3)), Encoding.UTF8.GetString(Bytes(5)), (int)Value(6), Value(7), Value(8), (int)status.Find(field => field.Number is 3).Value,
            ReadAttributes(fields, 9), resource);
    }

    private static Dictionary<string, string> ReadAttributes(IEnumerable<Field> fields, int number) => fields.Where(field => field.Number == number).Select(field => Fields(field.Bytes).ToList()).ToDictionary(
        pair => Encoding.UTF8.GetString(Message(pair[0], 1)),
        pair => Fields(Message(pair[1], 2)).Single() is { Number: 1 } text ? Encoding.UTF8.GetString(text.Bytes) : $"{Fields(pair[1].Bytes).Single().Value}");

    private static byte[] Message(Field field, int number)
    {
        Known([field], number);
        return field.Bytes;
    }

    private static void Known(IEnumerable<Field> fields, params int[] numbers)
    {
        if (fields.FirstOrDefault(field => !numbers.Contains(field.Number)) is { Number: > 0 } other)
        {
            throw new InvalidDataException($"Field {other.Number} is not expected.");
        }
    }

    private static IEnumerable<Field> Fields(byte[] message)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag && tag != 0)
        {
            yield return WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => new Field(WireFormat.GetTagFieldNumber(tag), [], input.ReadUInt64()),
                WireFormat.WireType.Fixed64 => new Field(WireFormat.GetTagFieldNumber(tag), [], input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => new Field(WireFormat.GetTagFieldNumber(tag), [], input.ReadFixed32()),
                WireFormat.WireType.LengthDelimited => new Field(WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray(), 0),
                var other => throw new InvalidDataException($"Wire type {other} is not expected."),
            };
        }
    }

    private readonly record struct Field(int Number, byte[] Bytes, ulong Value);
}
