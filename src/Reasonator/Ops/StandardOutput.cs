using System.Runtime.InteropServices;

namespace Reasonator.Ops;

/// <summary>
/// Standard output, of which a write fails when nobody reads it any more. .NET's own stream takes EPIPE for success
/// (ConsolePal.Unix.cs, Write), so that a program goes on writing to nobody.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private const int Number = 1;
    private const int Interrupted = 4;
    private const int NotNow = 11;
    private const int Closed = 32;

    private StandardOutput()
    {
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static Stream Open() => new StandardOutput();

    /// <exception cref="ClosedOutputException">Nobody reads it any more.</exception>
    /// <exception cref="IOException">It cannot be written: the disk is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = (int)Write(Number, in MemoryMarshal.GetReference(buffer), buffer.Length);
            var fault = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            switch (fault)
            {
                case 0:
                    buffer = buffer[written..];
                    break;
                case Interrupted:
                    break;
                case NotNow:
                    // A terminal that another program has made non-blocking
                    Thread.Yield();
                    break;
                case Closed:
                    throw new ClosedOutputException();
                default:
                    throw new IOException($"Standard output cannot be written: {Marshal.GetPInvokeErrorMessage(fault)}", fault);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int file, in byte bytes, nint count);
}
