using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Reasonator.Observability;

/// <summary>
/// Lines on their way to standard output, written by a thread of their own: a pipe that nobody reads, or a full disk behind
/// it, stops the log and nothing else. What is lost meanwhile is counted, and told once lines flow again.
/// </summary>
internal sealed class LogQueue : ILogEventSink, IDisposable
{
    /// <summary>Lines that may wait; some 4 MB.</summary>
    public const int Capacity = 2048;

    private static readonly MessageTemplate LostLines =
        new MessageTemplateParser().Parse("{Lost} lines of this log were lost: standard output was not read in time, or could not be written");

    // A writer that waits for a reader cannot be interrupted, and the process must end all the same.
    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(2);

    // Wait mode and TryWrite: a Drop mode would answer true, and the loss could not be counted.
    private readonly Channel<LogEvent> _lines = Channel.CreateBounded<LogEvent>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly Action<LogEvent> _write;
    private readonly Thread _writer;
    private long _lost;

    /// <param name="write">Writes a line; throws where that is not possible.</param>
    public LogQueue(Action<LogEvent> write)
    {
        _write = write;
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "log" };
        _writer.Start();
    }

    /// <summary>Lines lost and not yet told.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Emit(LogEvent logEvent)
    {
        if (!_lines.Writer.TryWrite(logEvent))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Writes what waits, for two seconds at most; takes no more lines.</summary>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _writer.Join(LongestFlush);
    }

    private void WriteAll()
    {
        while (_lines.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_lines.Reader.TryRead(out var line))
            {
                Write(line, lines: 1);
            }

            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
            {
                Write(Notice(lost), lost);
            }
        }
    }

    private void Write(LogEvent line, long lines)
    {
        try
        {
            _write(line);
        }
        catch (Exception)
        {
            // There is no other place to say it.
            Interlocked.Add(ref _lost, lines);
        }
    }

    private static LogEvent Notice(long lost) =>
        new(TimeProvider.System.GetLocalNow(), LogEventLevel.Warning, exception: null, LostLines, [new LogEventProperty("Lost", new ScalarValue(lost))]);
}
