//! VP8 through libvpx. This is the codec edge: the only unsafe code here, beside two
//! numbers for the allocator.
//!
//! Real-time settings near those of browsers: constant bit rate, no look-ahead,
//! one thread, frames dropped when the buffer is low, key frames only on
//! demand. Both contexts are owned, initialised before use, destroyed once, and
//! used from one thread at a time; libvpx keeps no thread-local state, hence
//! `Send`. Input and output are copied, no pointer outlives a call.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::mem::MaybeUninit;

use bytes::Bytes;
use vpx_sys::{
    VPX_DECODER_ABI_VERSION, VPX_DL_REALTIME, VPX_EFLAG_FORCE_KF, VPX_ENCODER_ABI_VERSION,
    vp8e_enc_control_id, vpx_codec_ctx_t, vpx_codec_cx_pkt_kind, vpx_codec_dec_cfg_t,
    vpx_codec_dec_init_ver, vpx_codec_decode, vpx_codec_destroy, vpx_codec_enc_cfg_t,
    vpx_codec_enc_config_default, vpx_codec_enc_config_set, vpx_codec_enc_init_ver,
    vpx_codec_encode, vpx_codec_error, vpx_codec_get_cx_data, vpx_codec_get_frame,
    vpx_codec_vp8_cx, vpx_codec_vp8_dx, vpx_enc_pass, vpx_image_t, vpx_img_fmt, vpx_img_wrap,
    vpx_kf_mode, vpx_rc_mode,
};

use crate::MediaError;
use crate::picture::Frame;

/// Ticks a second of the encoder's clock, the RTP clock of video.
pub const CLOCK_RATE: u32 = 90_000;
/// The largest picture taken from the network, 4K.
const MOST_PIXELS: usize = 4_096 * 2_304;
const FRAME_IS_KEY: u32 = 1;

/// A picture that was encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Whether decoding can start here.
    pub key: bool,
    /// The VP8 frame.
    pub data: Bytes,
}

/// Encodes pictures of one size.
pub struct Vp8Encoder {
    context: Box<vpx_codec_ctx_t>,
    settings: vpx_codec_enc_cfg_t,
    clock: i64,
}

// SAFETY: see the module header; the context is only reached through `&mut`.
unsafe impl Send for Vp8Encoder {}

impl Vp8Encoder {
    /// An encoder for pictures of `width` by `height` at `kbps`.
    pub fn new(width: u32, height: u32, kbps: u32) -> Result<Self, MediaError> {
        let settings = encoder_settings(width, height, kbps)?;
        let mut context = zeroed_context();
        // SAFETY: context and settings are valid for the call; the ABI number
        // is that of the headers the bindings were made from.
        let result = unsafe {
            vpx_codec_enc_init_ver(
                &mut *context,
                vpx_codec_vp8_cx(),
                &settings,
                0,
                VPX_ENCODER_ABI_VERSION as i32,
            )
        };
        if result as i32 != 0 {
            return Err(failure(&mut context, "encoder"));
        }
        let mut encoder = Self {
            context,
            settings,
            clock: 0,
        };
        encoder.tune(width * height);
        Ok(encoder)
    }

    /// The size it takes.
    pub fn size(&self) -> (u32, u32) {
        (self.settings.g_w, self.settings.g_h)
    }

    /// Changes the bit rate from the next picture on.
    pub fn set_kbps(&mut self, kbps: u32) -> Result<(), MediaError> {
        if self.settings.rc_target_bitrate == kbps {
            return Ok(());
        }
        self.settings.rc_target_bitrate = kbps;
        // SAFETY: the context was initialised, the settings are a changed copy
        // of those it was initialised with.
        let result = unsafe { vpx_codec_enc_config_set(&mut *self.context, &self.settings) };
        if result as i32 != 0 {
            return Err(failure(&mut self.context, "bit rate"));
        }
        Ok(())
    }

    /// Encodes a picture shown for `ticks` of 1/90,000 s; `None` when the rate
    /// control dropped it.
    pub fn encode(
        &mut self,
        frame: &Frame,
        ticks: u32,
        key: bool,
    ) -> Result<Option<Encoded>, MediaError> {
        if !frame.is_sound() || (frame.width, frame.height) != self.size() {
            return Err(MediaError::Codec("the picture has another size".into()));
        }
        let image = wrap(frame)?;
        let flags = if key { VPX_EFLAG_FORCE_KF as _ } else { 0 };
        let ticks = ticks.max(1);
        // SAFETY: the image borrows planes that `wrap` checked and that outlive
        // the call; libvpx reads them and keeps nothing.
        let result = unsafe {
            vpx_codec_encode(
                &mut *self.context,
                &image,
                self.clock,
                ticks as _,
                flags,
                VPX_DL_REALTIME as _,
            )
        };
        self.clock += i64::from(ticks);
        if result as i32 != 0 {
            return Err(failure(&mut self.context, "picture"));
        }
        Ok(self.collect())
    }

    /// Sets what is no field of the settings.
    fn tune(&mut self, pixels: u32) {
        let faster = if pixels > 640 * 480 { -8 } else { -6 };
        let controls = [
            (vp8e_enc_control_id::VP8E_SET_CPUUSED, faster),
            (vp8e_enc_control_id::VP8E_SET_STATIC_THRESHOLD, 1),
            (vp8e_enc_control_id::VP8E_SET_NOISE_SENSITIVITY, 0),
            (vp8e_enc_control_id::VP8E_SET_MAX_INTRA_BITRATE_PCT, 450),
        ];
        for (control, value) in controls {
            // SAFETY: each of these controls takes one int.
            unsafe {
                vpx_sys::vpx_codec_control_(&mut *self.context, control as i32, value);
            }
        }
    }

    fn collect(&mut self) -> Option<Encoded> {
        let mut position = std::ptr::null();
        let mut encoded: Option<(Vec<u8>, bool)> = None;
        loop {
            // SAFETY: `position` belongs to this loop alone.
            let packet = unsafe { vpx_codec_get_cx_data(&mut *self.context, &mut position) };
            if packet.is_null() {
                return encoded.map(|(data, key)| Encoded {
                    key,
                    data: data.into(),
                });
            }
            // SAFETY: the packet and its buffer are valid until the next call
            // on this context; the union holds a frame when the kind says so.
            unsafe {
                if (*packet).kind != vpx_codec_cx_pkt_kind::VPX_CODEC_CX_FRAME_PKT {
                    continue;
                }
                let frame = &(*packet).data.frame;
                let bytes = std::slice::from_raw_parts(frame.buf.cast::<u8>(), frame.sz as usize);
                let (data, key) = encoded.get_or_insert_default();
                data.extend_from_slice(bytes);
                *key |= frame.flags & FRAME_IS_KEY != 0;
            }
        }
    }
}

impl Drop for Vp8Encoder {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`, destroyed only here.
        unsafe {
            vpx_codec_destroy(&mut *self.context);
        }
    }
}

/// Decodes VP8 frames, each in its own size.
pub struct Vp8Decoder {
    context: Box<vpx_codec_ctx_t>,
}

// SAFETY: see the module header; the context is only reached through `&mut`.
unsafe impl Send for Vp8Decoder {}

impl Vp8Decoder {
    /// A decoder that waits for a key frame.
    pub fn new() -> Result<Self, MediaError> {
        let settings = vpx_codec_dec_cfg_t {
            threads: 1,
            w: 0,
            h: 0,
        };
        let mut context = zeroed_context();
        // SAFETY: as for the encoder.
        let result = unsafe {
            vpx_codec_dec_init_ver(
                &mut *context,
                vpx_codec_vp8_dx(),
                &settings,
                0,
                VPX_DECODER_ABI_VERSION as i32,
            )
        };
        if result as i32 != 0 {
            return Err(failure(&mut context, "decoder"));
        }
        Ok(Self { context })
    }

    /// Decodes one frame; `None` when it shows nothing.
    pub fn decode(&mut self, data: &[u8]) -> Result<Option<Frame>, MediaError> {
        let length = u32::try_from(data.len())
            .map_err(|_| MediaError::Codec("the frame is too long".into()))?;
        // SAFETY: pointer and length are those of one slice.
        let result = unsafe {
            vpx_codec_decode(
                &mut *self.context,
                data.as_ptr(),
                length as _,
                std::ptr::null_mut(),
                0,
            )
        };
        if result as i32 != 0 {
            return Err(failure(&mut self.context, "frame"));
        }
        let mut position = std::ptr::null();
        // SAFETY: the image is valid until the next call on this context and is
        // copied before.
        let image = unsafe { vpx_codec_get_frame(&mut *self.context, &mut position).as_ref() };
        image.map(copy).transpose()
    }
}

impl Drop for Vp8Decoder {
    fn drop(&mut self) {
        // SAFETY: initialised in `new`, destroyed only here.
        unsafe {
            vpx_codec_destroy(&mut *self.context);
        }
    }
}

fn encoder_settings(width: u32, height: u32, kbps: u32) -> Result<vpx_codec_enc_cfg_t, MediaError> {
    // SAFETY: all-zero is a valid value of this plain C struct, and libvpx
    // fills it next.
    let mut settings = unsafe { MaybeUninit::<vpx_codec_enc_cfg_t>::zeroed().assume_init() };
    // SAFETY: the pointer is valid for the call.
    let result = unsafe { vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &mut settings, 0) };
    if result as i32 != 0 {
        return Err(MediaError::Codec("VP8: no default settings".into()));
    }
    settings.g_w = width;
    settings.g_h = height;
    settings.g_timebase.num = 1;
    settings.g_timebase.den = CLOCK_RATE as i32;
    settings.g_threads = 1;
    settings.g_lag_in_frames = 0;
    settings.g_error_resilient = 0;
    settings.g_pass = vpx_enc_pass::VPX_RC_ONE_PASS;
    settings.rc_end_usage = vpx_rc_mode::VPX_CBR;
    settings.rc_target_bitrate = kbps;
    settings.rc_min_quantizer = 2;
    settings.rc_max_quantizer = 56;
    settings.rc_undershoot_pct = 100;
    settings.rc_overshoot_pct = 15;
    settings.rc_buf_initial_sz = 500;
    settings.rc_buf_optimal_sz = 600;
    settings.rc_buf_sz = 1_000;
    settings.rc_dropframe_thresh = 30;
    settings.rc_resize_allowed = 0;
    settings.kf_mode = vpx_kf_mode::VPX_KF_AUTO;
    settings.kf_max_dist = 3_000;
    Ok(settings)
}

fn zeroed_context() -> Box<vpx_codec_ctx_t> {
    // SAFETY: all-zero is the state libvpx wants before initialisation.
    Box::new(unsafe { MaybeUninit::<vpx_codec_ctx_t>::zeroed().assume_init() })
}

fn wrap(frame: &Frame) -> Result<vpx_image_t, MediaError> {
    // SAFETY: all-zero is valid for this plain C struct; `vpx_img_wrap` fills it.
    let mut image = unsafe { MaybeUninit::<vpx_image_t>::zeroed().assume_init() };
    let first = frame.y.as_ptr().cast_mut();
    // SAFETY: only pointers are stored here; planes and strides are set below
    // to three buffers whose lengths `is_sound` checked. libvpx only reads.
    let wrapped = unsafe {
        vpx_img_wrap(
            &mut image,
            vpx_img_fmt::VPX_IMG_FMT_I420,
            frame.width,
            frame.height,
            1,
            first,
        )
    };
    if wrapped.is_null() {
        return Err(MediaError::Codec("VP8: the picture was refused".into()));
    }
    for (plane, (bytes, stride)) in [
        (&frame.y, frame.width),
        (&frame.u, frame.width / 2),
        (&frame.v, frame.width / 2),
    ]
    .into_iter()
    .enumerate()
    {
        image.planes[plane] = bytes.as_ptr().cast_mut();
        image.stride[plane] = stride as i32;
    }
    Ok(image)
}

/// Copies a decoded image, cropping an odd row or column.
fn copy(image: &vpx_image_t) -> Result<Frame, MediaError> {
    let (width, height) = (image.d_w & !1, image.d_h & !1);
    let pixels = width as usize * height as usize;
    let odd_format = image.fmt != vpx_img_fmt::VPX_IMG_FMT_I420;
    if odd_format || pixels == 0 || pixels > MOST_PIXELS {
        return Err(MediaError::Codec("VP8: a picture of an odd kind".into()));
    }
    let plane = |number: usize, width: u32, height: u32| {
        let mut bytes = Vec::with_capacity(width as usize * height as usize);
        for row in 0..height as isize {
            // SAFETY: libvpx holds `height` rows of `stride` bytes, and width
            // is no more than the stride.
            bytes.extend_from_slice(unsafe {
                let start = image.planes[number].offset(row * image.stride[number] as isize);
                std::slice::from_raw_parts(start, width as usize)
            });
        }
        bytes
    };
    Ok(Frame {
        width,
        height,
        y: plane(0, width, height),
        u: plane(1, width / 2, height / 2),
        v: plane(2, width / 2, height / 2),
    })
}

fn failure(context: &mut vpx_codec_ctx_t, what: &str) -> MediaError {
    // SAFETY: returns null or a string that lives as long as the context.
    let reason = unsafe {
        let text = vpx_codec_error(context);
        (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
    };
    MediaError::Codec(format!("VP8 {what}: {}", reason.unwrap_or_default()))
}

#[cfg(test)]
#[path = "vp8_tests.rs"]
mod tests;
