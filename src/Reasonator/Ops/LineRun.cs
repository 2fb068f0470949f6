using System.Text;
using System.Threading.Channels;
using Reasonator.Formats;

namespace Reasonator.Ops;

/// <summary>
/// Works through lines of standard input on every core and writes one line of JSON each to standard output, in order, while
/// holding only a few of them.
/// </summary>
/// <param name="isJson">Whether a line is a JSON object with a text, or the text itself. Of JSON, blank lines are skipped.</param>
/// <param name="work">Turns a text into its answer; null where the text is empty. A <see cref="FormatException"/> fails that line alone.</param>
internal sealed class LineRun(bool isJson, Func<string?, string, byte[]?> work) : IDisposable
{
    private const int LinesAhead = 256;

    private static readonly InputColumns Columns = new();

    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private long _read;

    /// <param name="stopping">Ctrl-C.</param>
    /// <returns>0, 1 when a line failed, or 2 when no line of plain text came.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var answers = Channel.CreateBounded<Task<Answer>>(LinesAhead);
        int failed;
        try
        {
            var reading = ReadAsync(answers.Writer, stopping);
            failed = await WriteAsync(answers.Reader, stopping);
            await reading;
        }
        finally
        {
            await EndAsync();
        }

        if (_read == 0 && !isJson)
        {
            await Console.Error.WriteLineAsync("Nothing came: give a text, or lines on standard input.");
            return ReasonatorCommand.Usage;
        }

        return failed == 0 ? 0 : ReasonatorCommand.Failed;
    }

    public void Dispose() => _cores.Dispose();

    /// <summary>Takes every core: no line is at work then, and none begins, so that the caller may let go of what works.</summary>
    private async Task EndAsync()
    {
        for (var core = 0; core < Environment.ProcessorCount; core++)
        {
            await _cores.WaitAsync(CancellationToken.None);
        }
    }

    private async Task ReadAsync(ChannelWriter<Task<Answer>> answers, CancellationToken stopping)
    {
        try
        {
            using var input = InputEncoding.Lines(await InputEncoding.ToUtf8Async(Console.OpenStandardInput(), stopping));
            for (var number = 1L; await input.ReadLineAsync(stopping) is { } line; number++)
            {
                var (bytes, at) = (Encoding.Latin1.GetBytes(line), number);
                _read = number;
                if (isJson && JsonRows.IsBlank(bytes))
                {
                    continue;
                }

                await _cores.WaitAsync(stopping);
                await answers.WriteAsync(Task.Run(() => AnswerLine(bytes, at), CancellationToken.None), stopping);
            }
        }
        finally
        {
            answers.Complete();
        }
    }

    private Answer AnswerLine(byte[] line, long number)
    {
        InputRow? row = null;
        try
        {
            row = isJson ? JsonRows.Parse(line, number, Columns) : PlainRows.Parse(line, number);
            return row.Text is { } text && work(row.Id, text) is { } answer
                ? new Answer(answer, null)
                : Answer.Of(new ErrorLine(row.Id, $"line {number}: the text is empty", "urn:reasonator:empty"));
        }
        catch (FormatException e)
        {
            return Answer.Of(new ErrorLine(row?.Id, $"line {number}: {e.Message}"));
        }
        finally
        {
            _cores.Release();
        }
    }

    private static async Task<int> WriteAsync(ChannelReader<Task<Answer>> answers, CancellationToken stopping)
    {
        await using var output = new BufferedStream(StandardOutput.Open(), 1 << 16);
        var progress = new LineProgress();
        var failed = 0;
        await foreach (var answer in answers.ReadAllAsync(stopping))
        {
            var (line, fault) = await answer;
            // A failed line keeps its place, so that input and output stay side by side.
            output.Write(line);
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

    private sealed record Answer(byte[] Line, string? Fault)
    {
        public static Answer Of(ErrorLine error) => new(NdjsonOutput.Error(error), error.Error);
    }
}
