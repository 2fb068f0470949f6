using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Unicode;

namespace Reasonator.Formats;

/// <summary>
/// The encodings of input: UTF-8 with or without a byte order mark, and UTF-16 with one. Everything else is refused with
/// line and column.
/// </summary>
internal static class InputEncoding
{
    /// <summary>
    /// Stands for half of a surrogate pair, which UTF-8 cannot hold, until <see cref="InputRow"/> makes U+FFFD of it.
    /// A noncharacter: Unicode keeps it for the inside of programs (The Unicode Standard, section 23.7).
    /// </summary>
    public const char LoneSurrogate = '\uFDD0';

    public static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>As <see cref="ToUtf8Async"/>, for a file.</summary>
    public static Stream ToUtf8(Stream file) => ToUtf8Async(file, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Returns the bytes of a stream as UTF-8 without a byte order mark. They are not checked. The stream stays open.</summary>
    public static async Task<Stream> ToUtf8Async(Stream input, CancellationToken stop)
    {
        var pipe = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var start = await pipe.ReadAtLeastAsync(3, stop);
        var (mark, encoding) = start.Buffer.Slice(0, Math.Min(3, start.Buffer.Length)).ToArray() switch
        {
            [0xEF, 0xBB, 0xBF] => (3, (Encoding?)null),
            [0xFF, 0xFE, ..] => (2, Utf16(bigEndian: false)),
            [0xFE, 0xFF, ..] => (2, Utf16(bigEndian: true)),
            _ => (0, null),
        };
        pipe.AdvanceTo(start.Buffer.GetPosition(mark));
        return encoding is null ? pipe.AsStream() : Encoding.CreateTranscodingStream(pipe.AsStream(), encoding, Strict);
    }

    /// <summary>Lines of UTF-8, a char a byte: a line that is not UTF-8 is then refused alone.</summary>
    public static StreamReader Lines(Stream utf8) => new(utf8, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);

    /// <summary>Returns the fault of a line's bytes, with its column; null where they are UTF-8.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0))
        {
            return $"column {Column(line[..line.IndexOf((byte)0)])}: a zero byte, so this is no text or UTF-16 without a byte order mark; save the file as UTF-8";
        }

        if (Utf8.IsValid(line))
        {
            return null;
        }

        return $"column {Column(line[..FirstInvalid(line)])}: not UTF-8; save the file as UTF-8";
    }

    /// <summary>Returns the first fault of UTF-8 text, with line and column; null where there is none.</summary>
    public static string? FaultOf(Stream utf8)
    {
        using var lines = Lines(utf8);
        for (var number = 1L; lines.ReadLine() is { } line; number++)
        {
            if (FaultOf(Encoding.Latin1.GetBytes(line)) is { } fault)
            {
                return $"line {number}: {fault}";
            }
        }

        return null;
    }

    // From 1, in characters as an editor counts them.
    private static int Column(ReadOnlySpan<byte> before)
    {
        var column = 1;
        foreach (var _ in Encoding.UTF8.GetString(before).EnumerateRunes())
        {
            column++;
        }

        return column;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) is OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }

    private static UnicodeEncoding Utf16(bool bigEndian)
    {
        var encoding = (UnicodeEncoding)new UnicodeEncoding(bigEndian, byteOrderMark: false).Clone();
        encoding.DecoderFallback = new DecoderReplacementFallback($"{LoneSurrogate}");
        return encoding;
    }
}
