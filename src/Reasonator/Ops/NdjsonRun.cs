using System.Text;
using System.Threading.Channels;

namespace Reasonator.Ops;

/// <summary>
/// Works through lines of standard input on every core and writes one line each to standard output, in order, while
/// holding only a few of them.
/// </summary>
internal static class NdjsonRun
{
    private const int LinesAhead = 256;

    /// <param name="work">Turns a line into its answer; a <see cref="FormatException"/> fails that line alone.</param>
    /// <param name="stopping">Ctrl-C.</param>
    /// <returns>0, or 1 when a line failed.</returns>
    public static async Task<int> RunAsync(Func<NdjsonLine, byte[]> work, CancellationToken stopping)
    {
        using var cores = new SemaphoreSlim(Environment.ProcessorCount);
        var answers = Channel.CreateBounded<Task<Answer>>(LinesAhead);
        var reading = ReadAsync(answers.Writer, cores, work, stopping);
        var failed = await WriteAsync(answers.Reader, stopping);
        await reading;
        return failed == 0 ? 0 : ReasonatorCommand.Failed;
    }

    private static async Task ReadAsync(
        ChannelWriter<Task<Answer>> answers, SemaphoreSlim cores, Func<NdjsonLine, byte[]> work, CancellationToken stopping)
    {
        try
        {
            // Latin-1 keeps each byte as it is: whether they are UTF-8 is said of the one line that is not.
            using var input = new StreamReader(Console.OpenStandardInput(), Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
            for (var number = 1; await input.ReadLineAsync(stopping) is { } line; number++)
            {
                var (bytes, at) = (Encoding.Latin1.GetBytes(line), number);
                if (bytes.AsSpan().Trim(" \t\r"u8).IsEmpty)
                {
                    continue;
                }

                await cores.WaitAsync(stopping);
                await answers.WriteAsync(Task.Run(() => AnswerLine(bytes, at, work, cores), CancellationToken.None), stopping);
            }
        }
        finally
        {
            answers.Complete();
        }
    }

    private static Answer AnswerLine(byte[] line, int number, Func<NdjsonLine, byte[]> work, SemaphoreSlim cores)
    {
        try
        {
            var body = line.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? line.AsSpan(3) : line;
            return new Answer(work(NdjsonLine.Parse(body)), null);
        }
        catch (FormatException e)
        {
            return new Answer([], $"line {number}: {e.Message}");
        }
        finally
        {
            cores.Release();
        }
    }

    private static async Task<int> WriteAsync(ChannelReader<Task<Answer>> answers, CancellationToken stopping)
    {
        await using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        var progress = new LineProgress();
        var failed = 0;
        await foreach (var answer in answers.ReadAllAsync(stopping))
        {
            var (line, fault) = await answer;
            // A failed line keeps its place, so that input and output stay side by side.
            output.Write(fault is null ? line : NdjsonOutput.Error(fault));
            output.WriteByte((byte)'\n');
            failed += fault is null ? 0 : 1;
            progress.Add(fault);
            if (answers.Count == 0)
            {
                await output.FlushAsync(stopping);
            }
        }

        progress.Done(failed);
        return failed;
    }

    private sealed record Answer(byte[] Line, string? Fault);
}
